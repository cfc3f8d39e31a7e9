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
    /// <summary>Sums up; <see langword="null"/> without answers. A percentile is the least time that so many answers kept (nearest rank).</summary>
    public static LatencyFigures? Of(IReadOnlyCollection<Answer> answers)
    {
        if (answers.Count == 0)
            return null;
        var first = answers.Select(answer => answer.FirstToken).Order().ToList();
        var total = answers.Select(answer => answer.Duration).Order().ToList();
        return new(At(first, 50), At(first, 95), At(total, 50), At(total, 95));
    }

    /// <summary>Such as <c>first token 12 ms (95 %: 20 ms), whole answer 140 ms (95 %: 210 ms)</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"first token {FirstMedian.TotalMilliseconds:0} ms (95 %: {First95.TotalMilliseconds:0} ms), whole answer {TotalMedian.TotalMilliseconds:0} ms (95 %: {Total95.TotalMilliseconds:0} ms)");

    private static TimeSpan At(List<TimeSpan> sorted, int percent) => sorted[Math.Max(0, ((sorted.Count * percent) + 99) / 100 - 1)];
}
