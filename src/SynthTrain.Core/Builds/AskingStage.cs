using SynthTrain.Core.Stages;

namespace SynthTrain.Core.Builds;

/// <summary>A stage that asks a teacher.</summary>
/// <param name="Request">The stage.</param>
/// <param name="Answers">What its answers are called.</param>
public sealed record AskingStage(StageRequest Request, string Answers)
{
    /// <summary>How many answers there are at most; <see langword="null"/> for as many as its first input has rows.</summary>
    public long? Most { get; init; }

    /// <summary>Answers of one row, for a limit of rows; at most <see cref="uint.MaxValue"/>.</summary>
    public long PerRow { get; init; } = 1;
}
