using SynthTrain.Core.Builds;

namespace SynthTrain.Worker.Forecasting;

/// <summary>How the verb would be built.</summary>
internal sealed record VerbForecastOptions
{
    /// <summary>Stages to make anew.</summary>
    public IReadOnlyList<string> Force { get; init; } = [];

    /// <summary>Whether rejected rows are asked again.</summary>
    public bool RetryRejected { get; init; }

    /// <summary>Set when what comes before the first stage is not made yet: the rows that it reads.</summary>
    public long? Rows { get; init; }

    /// <summary>How one stage is resolved.</summary>
    public ResolveOptions For(string stage) => new() { Question = true, Force = Force.Contains(stage, StringComparer.OrdinalIgnoreCase), RetryRejected = RetryRejected };
}
