using SynthTrain.Training.Evaluation.Scoring;

namespace SynthTrain.Training.Evaluation.Gate;

/// <summary>One step of an export beside the trained model.</summary>
public sealed record GateStep
{
    /// <summary>The step: <c>merged</c>, a type such as <c>q4_k_m</c>, or a file's name.</summary>
    public required string Name { get; init; }

    /// <summary>What the file is mostly stored as; <see langword="null"/> for a folder.</summary>
    public string? Type { get; init; }

    /// <summary>The greatest |Δ logit| over all expected tokens.</summary>
    public double MaxLogit { get; init; }

    /// <summary>The mean |Δ logit|.</summary>
    public double MeanLogit { get; init; }

    /// <summary>The greatest |Δ ln p| over all expected tokens.</summary>
    public double MaxLogProbability { get; init; }

    /// <summary>The mean |Δ ln p|.</summary>
    public double MeanLogProbability { get; init; }

    /// <summary>Rows whose text became other tokens: they are in no difference of logits, and a fault of the export.</summary>
    public int RowsTokenizedOtherwise { get; init; }

    /// <summary>Expected tokens that differences were taken of.</summary>
    public required long TokensCompared { get; init; }

    /// <summary>What the trained model achieved.</summary>
    public required SourceSummary Reference { get; init; }

    /// <summary>What the step achieved.</summary>
    public required SourceSummary Summary { get; init; }

    /// <summary>Perplexity ÷ the trained model's − 1.</summary>
    public double PerplexityRise => Summary.Likelihood!.Perplexity / Reference.Likelihood!.Perplexity - 1;

    /// <summary>The share of exact matches − the trained model's.</summary>
    public double ExactMatchRise => Summary.Exact.Value - Reference.Exact.Value;

    /// <summary>The share of valid JSON − the trained model's; <see langword="null"/> where no row asks for JSON.</summary>
    public double? ValidJsonRise => Summary.ValidJson.Total == 0 ? null : Summary.ValidJson.Value - Reference.ValidJson.Value;
}
