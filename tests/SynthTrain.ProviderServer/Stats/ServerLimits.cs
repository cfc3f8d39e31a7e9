namespace SynthTrain.Loopback.Stats;

/// <summary>Rates for each model.</summary>
public sealed record ServerLimits
{
    /// <summary>Requests in any window; null for no limit.</summary>
    public int? Requests { get; init; }

    /// <summary>Prompt tokens and the most that replies may have, in any window; null for no limit.</summary>
    public long? Tokens { get; init; }

    /// <summary>The window in milliseconds; default one minute.</summary>
    public double WindowMs { get; init; } = 60_000;
}
