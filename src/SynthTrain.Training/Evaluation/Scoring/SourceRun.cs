using SynthTrain.Training.Evaluation.Answering;

namespace SynthTrain.Training.Evaluation.Scoring;

/// <summary>What a source answered, row by row in the order of the rows.</summary>
/// <param name="Source">What was asked.</param>
/// <param name="Rows">One entry a row.</param>
public sealed record SourceRun(string Source, IReadOnlyList<AnsweredRow> Rows)
{
    /// <summary>Rows that were asked at a time; their latencies are those of answers that share the machine.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>Answers that were made again one by one, since those of <see cref="Rows"/> were made in groups, whose times say nothing of one answer; <see langword="null"/> where each row was asked by itself.</summary>
    public IReadOnlyList<Answer>? Timed { get; init; }

    /// <summary>How long answers took.</summary>
    public LatencyFigures? Latency => LatencyFigures.Of(Timed ?? [.. Rows.Select(row => row.Answer).OfType<Answer>()]);
}
