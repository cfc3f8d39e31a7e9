using SynthTrain.Training.BaseModels;
using SynthTrain.Training.Decoder;
using SynthTrain.Training.Evaluation.Scoring;
using SynthTrain.Training.Generation;

namespace SynthTrain.Training.Evaluation.Answering;

/// <summary>How models of this process are evaluated.</summary>
public sealed record ModelEvaluationOptions
{
    /// <summary>Who judges answers.</summary>
    public required AnswerJudge Judge { get; init; }

    /// <summary>How answers are drawn; default: the likeliest token.</summary>
    public GenerationOptions Generation { get; init; } = new();

    /// <summary>Where weights lie.</summary>
    public Placement Placement { get; init; } = Placement.Default;

    /// <summary>Rows that are asked once more, one by one, to measure the time that an answer takes; 0 measures none.</summary>
    public int TimedRows { get; init; }

    /// <summary>Groups of rows at a time.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>Makes what one answer is held to; <see langword="null"/> = anything may be said.</summary>
    public Func<LoadedModel, Func<ITokenConstraint>>? Constraint { get; init; }

    /// <summary>Hears how many rows are answered, from any thread.</summary>
    public Action<int>? Progress { get; init; }
}
