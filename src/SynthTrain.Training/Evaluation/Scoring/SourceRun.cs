namespace SynthTrain.Training.Evaluation.Scoring;

/// <summary>What a source answered, row by row in the order of the rows.</summary>
/// <param name="Source">What was asked.</param>
/// <param name="Rows">One entry a row.</param>
public sealed record SourceRun(string Source, IReadOnlyList<AnsweredRow> Rows)
{
    /// <summary>Rows that were asked at a time; their latencies are those of answers that share the machine.</summary>
    public int Concurrency { get; init; } = 1;
}
