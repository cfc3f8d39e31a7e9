using System.Globalization;
using SynthTrain.Training.Evaluation.Answering;

namespace SynthTrain.Training.Evaluation.Scoring;

/// <summary>How long answers took: figures of a run, no part of what is compared or hashed.</summary>
/// <param name="FirstMedian">Half of all answers began sooner.</param>
/// <param name="First95">95 of 100 answers began sooner.</param>
/// <param name="TotalMedian">Half of all answers ended sooner.</param>
/// <param name="Total95">95 of 100 answers ended sooner.</param>
public sealed record LatencyFigures(TimeSpan FirstMedian, TimeSpan First95, TimeSpan TotalMedian, TimeSpan Total95)
{
    /// <summary>Answers that were timed.</summary>
    public int Rows { get; init; }

    /// <summary>Sums up; <see langword="null"/> without answers. A percentile is the least time that so many answers kept (nearest rank).</summary>
    public static LatencyFigures? Of(IReadOnlyCollection<Answer> answers)
    {
        if (answers.Count == 0)
            return null;
        var first = answers.Select(answer => answer.FirstToken).Order().ToList();
        var total = answers.Select(answer => answer.Duration).Order().ToList();
        return new(At(first, 50), At(first, 95), At(total, 50), At(total, 95)) { Rows = answers.Count };
    }

    /// <summary>Such as <c>first token p50 12 ms, p95 20 ms; total p50 140 ms, p95 210 ms (50 rows)</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"first token p50 {FirstMedian.TotalMilliseconds:0} ms, p95 {First95.TotalMilliseconds:0} ms; total p50 {TotalMedian.TotalMilliseconds:0} ms, p95 {Total95.TotalMilliseconds:0} ms ({Rows} rows)");

    private static TimeSpan At(List<TimeSpan> sorted, int percent) => sorted[Math.Max(0, ((sorted.Count * percent) + 99) / 100 - 1)];
}
