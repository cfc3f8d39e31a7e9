using System.Runtime.InteropServices;
using SynthTrain.Core.Protocol;

namespace SynthTrain.Worker;

/// <summary>When to stop: first drain (requests in flight may finish), then abort, after a bounded time or at a person's second order.</summary>
/// <remarks>
/// Under a build the order comes on standard input, and its end means that the build died. Ctrl-C reaches the whole
/// process group, so a worker under a build ignores it and waits for the build's word. By hand, Ctrl-C is the order.
/// </remarks>
internal sealed class Shutdown : IDisposable
{
    private static readonly TimeSpan s_drainTime = TimeSpan.FromSeconds(15);
    private readonly CancellationTokenSource _drain = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly List<PosixSignalRegistration> _signals = [];

    /// <summary>No new rows and no new requests.</summary>
    public CancellationToken Drain => _drain.Token;

    /// <summary>Give up requests in flight too.</summary>
    public CancellationToken Abort => _abort.Token;

    /// <summary>Follows a build's orders.</summary>
    public static Shutdown UnderBuild(Stream input)
    {
        var shutdown = new Shutdown();
        shutdown.On(PosixSignal.SIGINT, context => context.Cancel = true);
        shutdown.On(PosixSignal.SIGTERM, shutdown.Order);
        var reader = new Thread(() => shutdown.Follow(input)) { IsBackground = true, Name = "orders" };
        reader.Start();
        return shutdown;
    }

    /// <summary>Follows a person's Ctrl-C.</summary>
    public static Shutdown ByHand()
    {
        var shutdown = new Shutdown();
        shutdown.On(PosixSignal.SIGINT, shutdown.OrderAgain);
        shutdown.On(PosixSignal.SIGTERM, shutdown.Order);
        return shutdown;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var signal in _signals)
            signal.Dispose();
        _drain.Dispose();
        _abort.Dispose();
    }

    private void On(PosixSignal signal, Action<PosixSignalContext> act) => _signals.Add(PosixSignalRegistration.Create(signal, act));

    private void Order(PosixSignalContext context)
    {
        context.Cancel = true;
        Stop();
    }

    // Ctrl-C twice: the person does not want to wait for what is in flight.
    private void OrderAgain(PosixSignalContext context)
    {
        if (_drain.IsCancellationRequested)
            _abort.Cancel();
        Order(context);
    }

    private void Follow(Stream input)
    {
        using var reader = new StreamReader(input);
        while (reader.ReadLine() is { } line)
        {
            if (WorkerMessage.Parse(line)?.Type == "cancel")
                Stop();
        }

        Stop();
    }

    private void Stop()
    {
        try
        {
            if (_drain.IsCancellationRequested)
                return;
            _abort.CancelAfter(s_drainTime);
            _drain.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The stage ended in the same moment.
        }
    }
}
