using SynthTrain.Loopback.Batches;
using SynthTrain.Loopback.Faults;
using SynthTrain.Loopback.Stats;
using SynthTrain.Loopback.Transport;

namespace SynthTrain.Loopback.Hosting;

/// <summary>What the handlers of one server share.</summary>
internal sealed class ServerState : IDisposable
{
    private readonly LineLog? _lines;
    private volatile FaultScript _faults;
    private volatile BatchScript _batchScript;

    public ServerState(ProviderServerOptions options)
    {
        Options = options;
        _faults = options.Faults;
        _lines = options.LogFile is { } file ? new LineLog(file, options.Clock) : null;
        Log = new RequestLog(options.KeepRequests, _lines);
        _batchScript = options.BatchFaults;
        Batches = new BatchStore(options, Log);
        Gate = options.Limits is { } limits ? new RateGate(limits) : null;
    }

    public ProviderServerOptions Options { get; }

    public RequestLog Log { get; }

    /// <summary>The rows of batch jobs that were answered, or refused one by one.</summary>
    public RequestLog BatchLog { get; } = new(0, null);

    public BatchStore Batches { get; }

    public RateGate? Gate { get; }

    public PreciseDelay Delay { get; } = new();

    public FaultScript Faults
    {
        get => _faults;
        set => _faults = value;
    }

    public BatchScript BatchScript
    {
        get => _batchScript;
        set => _batchScript = value;
    }

    public void Dispose()
    {
        Delay.Dispose();
        _lines?.Dispose();
    }
}
