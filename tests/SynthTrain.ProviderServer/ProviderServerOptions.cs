using System.Text.Json.Serialization;
using SynthTrain.Loopback.Batches;
using SynthTrain.Loopback.Faults;
using SynthTrain.Loopback.Requests;
using SynthTrain.Loopback.Stats;

namespace SynthTrain.Loopback;

/// <summary>How the server behaves. Read from a file (snake case) or given by a test.</summary>
public sealed record ProviderServerOptions
{
    /// <summary>Milliseconds from a request's arrival to its reply; default 0.</summary>
    public double LatencyMs { get; init; }

    /// <summary>The port on the loopback address; default 0, any free one.</summary>
    public int Port { get; init; }

    /// <summary>The key that requests must carry; null (default) takes any key, and none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The models that exist; null (default) for all.</summary>
    public IReadOnlyList<string>? Models { get; init; }

    /// <summary>The longest prompt in tokens; null (default) for no limit.</summary>
    public int? ContextTokens { get; init; }

    /// <summary>Whether schemas are refused that the provider's published subset does not allow; default false.</summary>
    public bool StrictSchemas { get; init; }

    /// <summary>Whether fields are refused that the provider's reference does not name; default false, as most compatible servers do.</summary>
    public bool StrictFields { get; init; }

    /// <summary>Rates above which requests are answered with 429; null (default) for none.</summary>
    public ServerLimits? Limits { get; init; }

    /// <summary>What goes wrong; nothing by default.</summary>
    public FaultScript Faults { get; init; } = new();

    /// <summary>How batch jobs run.</summary>
    public BatchOptions Batches { get; init; } = new();

    /// <summary>What goes wrong with batch jobs; nothing by default.</summary>
    public BatchScript BatchFaults { get; init; } = new();

    /// <summary>How many requests are kept with headers and body; default 10,000. Counting goes on beyond.</summary>
    public int KeepRequests { get; init; } = 10_000;

    /// <summary>Requests that a process answers to itself before it is ready, on another port and uncounted, so that measurements find compiled code; default 0.</summary>
    public int WarmUp { get; init; }

    /// <summary>A file that gets one line for each request; null (default) for none.</summary>
    public string? LogFile { get; init; }

    /// <summary>What models say; null (default) for <see cref="Answers.DefaultAnswers"/>.</summary>
    [JsonIgnore]
    public Func<ServerRequest, string>? Answer { get; init; }

    /// <summary>The clock of timestamps; latency runs on real time.</summary>
    [JsonIgnore]
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
