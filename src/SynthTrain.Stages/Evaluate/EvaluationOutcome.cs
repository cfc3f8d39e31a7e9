using SynthTrain.Core.Diagnostics;
using SynthTrain.Training.Evaluation.Gate;

namespace SynthTrain.Stages.Evaluate;

/// <summary>All that an evaluation found.</summary>
/// <param name="Options">What was asked.</param>
/// <param name="Sets">The sets with every source's answers, in the order of the inputs; the gate is of the first.</param>
/// <param name="Steps">Steps of the export gate.</param>
/// <param name="Faults">What is beyond its bounds.</param>
internal sealed record EvaluationOutcome(EvaluateOptions Options, IReadOnlyList<EvaluationSet> Sets, IReadOnlyList<GateStep> Steps, IReadOnlyList<Diagnostic> Faults)
{
    /// <summary>Rows that a source has no answer to.</summary>
    public int FailedRows => Sets.Sum(set => set.FailedRows);

    /// <summary>Rows that were asked.</summary>
    public long AskedRows => Sets.Sum(set => (long)set.Rows.Rows.Count);

    /// <summary>Rows behind the limit.</summary>
    public long LeftRows => Sets.Sum(set => set.Rows.Left);

    /// <summary>Rejected rows by reason.</summary>
    public SortedDictionary<string, long> RejectedByReason => new(Sets.SelectMany(set => set.RejectedByReason).GroupBy(reason => reason.Key, StringComparer.Ordinal).ToDictionary(reason => reason.Key, reason => reason.Sum(pair => pair.Value)), StringComparer.Ordinal);
}
