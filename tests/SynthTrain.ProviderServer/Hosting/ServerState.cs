using SynthTrain.Loopback.Faults;
using SynthTrain.Loopback.Stats;
using SynthTrain.Loopback.Transport;

namespace SynthTrain.Loopback.Hosting;

/// <summary>What the handlers of one server share.</summary>
internal sealed class ServerState : IDisposable
{
    private readonly LineLog? _lines;
    private volatile FaultScript _faults;

    public ServerState(ProviderServerOptions options)
    {
        Options = options;
        _faults = options.Faults;
        _lines = options.LogFile is { } file ? new LineLog(file, options.Clock) : null;
        Log = new RequestLog(options.KeepRequests, _lines);
        Gate = options.Limits is { } limits ? new RateGate(limits) : null;
    }

    public ProviderServerOptions Options { get; }

    public RequestLog Log { get; }

    public RateGate? Gate { get; }

    public PreciseDelay Delay { get; } = new();

    public FaultScript Faults
    {
        get => _faults;
        set => _faults = value;
    }

    public void Dispose()
    {
        Delay.Dispose();
        _lines?.Dispose();
    }
}
