using System.Runtime.InteropServices;
using Microsoft.Build.Framework;

namespace SynthTrain.Tasks.Running;

/// <summary>Makes SIGTERM end a build with a non-zero exit code, from our first task to the build's end, after the workers have drained.</summary>
/// <remarks>Without it <c>dotnet build</c> dies within milliseconds, asks no task to cancel, and exits 0: a scheduler's kill would look like success.</remarks>
internal sealed class SignalGuard : IDisposable
{
    /// <summary>128 + 15, as shells report a process that SIGTERM ended.</summary>
    public const int ExitCode = 143;

    private const string Key = "SynthTrain.SignalGuard";
    private static readonly Lock Registering = new();

    private readonly Lock _gate = new();
    private readonly List<ICancellableWorker> _workers = [];
    private readonly TimeSpan _patience;
    private readonly Action<int> _exit;
    private readonly PosixSignalRegistration? _registration;
    private Thread? _leaving;

    /// <summary>Listens from now on.</summary>
    /// <param name="patience">How long workers may drain.</param>
    /// <param name="exit">Ends the process.</param>
    /// <param name="listen">False in tests that call <see cref="Leave"/> themselves.</param>
    public SignalGuard(TimeSpan patience, Action<int> exit, bool listen = true)
    {
        _patience = patience;
        _exit = exit;
        if (listen)
            _registration = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnTerminate);
    }

    /// <summary>The guard of this process. The first call of a build takes hold of it; the end of the build lets go.</summary>
    /// <remarks>Under <c>-mt</c> one process holds several nodes, each with registered objects of its own: one guard serves them all, so that no worker is missed.</remarks>
    public static SignalGuard? Stand(IBuildEngine4? engine)
    {
        if (engine is null)
            return null;
        lock (Registering)
        {
            if (engine.GetRegisteredTaskObject(Key, RegisteredTaskObjectLifetime.Build) is GuardHold standing)
                return standing.Guard;
            var hold = GuardHold.Take(() => new SignalGuard(TimeSpan.FromSeconds(20), Environment.Exit));
            engine.RegisterTaskObject(Key, hold, RegisteredTaskObjectLifetime.Build, allowEarlyCollection: false);
            return hold.Guard;
        }
    }

    /// <summary>Names a worker to cancel; false when the process is already leaving and nothing may start.</summary>
    public bool Watch(ICancellableWorker worker)
    {
        lock (_gate)
        {
            if (_leaving is not null)
                return false;
            _workers.Add(worker);
            return true;
        }
    }

    /// <summary>Forgets a worker that has ended.</summary>
    public void Unwatch(ICancellableWorker worker)
    {
        lock (_gate)
            _workers.Remove(worker);
    }

    /// <summary>Cancels the workers, waits for them, ends the process. Runs once; later calls return at once.</summary>
    public void Leave()
    {
        ICancellableWorker[] workers;
        lock (_gate)
        {
            if (_leaving is not null)
                return;
            workers = [.. _workers];
            _leaving = new Thread(() => DrainAndExit(workers)) { IsBackground = true, Name = "SynthTrain SIGTERM" };
            _leaving.Start();
        }
    }

    /// <summary>Returns at once unless the process is leaving; then it waits for the end.</summary>
    public void WaitWhileLeaving()
    {
        Thread? leaving;
        lock (_gate)
            leaving = _leaving;
        leaving?.Join(_patience + TimeSpan.FromSeconds(5));
    }

    /// <summary>Stops listening.</summary>
    public void Dispose()
    {
        WaitWhileLeaving();
        _registration?.Dispose();
    }

    // Handlers run one after the other, the newest first. This one does not come back: the CLI's own, which exits 0 at once, is never reached.
    private void OnTerminate(PosixSignalContext context)
    {
        context.Cancel = true;
        Leave();
        _leaving?.Join();
    }

    private void DrainAndExit(ICancellableWorker[] workers)
    {
        foreach (var worker in workers)
            worker.Cancel(_patience);
        Task.WaitAll([.. workers.Select(worker => worker.Ended)], _patience);
        _exit(ExitCode);
    }
}
