using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace SynthTrain.Teachers.Tracing;

/// <summary>Where spans and metrics come from; nobody listens by default.</summary>
internal static class Telemetry
{
    /// <summary>The name of source and meter.</summary>
    public const string Name = "SynthTrain.Teachers";

    private static readonly Meter s_meter = new(Name);

    /// <summary>Spans.</summary>
    public static ActivitySource Spans { get; } = new(Name);

    /// <summary>Seconds of each attempt.</summary>
    public static Histogram<double> Duration { get; } = s_meter.CreateHistogram(
        TraceNames.Duration,
        "s",
        "GenAI operation duration.",
        tags: null,
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92] });

    /// <summary>Tokens of each reply.</summary>
    public static Histogram<long> Tokens { get; } = s_meter.CreateHistogram(
        TraceNames.TokenUsage,
        "{token}",
        "Number of input and output tokens used.",
        tags: null,
        advice: new InstrumentAdvice<long> { HistogramBucketBoundaries = [1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864] });

    /// <summary>Whether anybody listens.</summary>
    public static bool IsHeard => Spans.HasListeners() || Duration.Enabled || Tokens.Enabled;
}
