using SynthTrain.Core.Diagnostics;
using SynthTrain.Training.Evaluation.Gate;
using SynthTrain.Training.Evaluation.Rows;
using SynthTrain.Training.Evaluation.Scoring;

namespace SynthTrain.Stages.Evaluate;

/// <summary>All that an evaluation found.</summary>
/// <param name="Options">What was asked.</param>
/// <param name="Rows">The rows.</param>
/// <param name="Sources">Every source's answers with its figures, the trained model first.</param>
/// <param name="Steps">Steps of the export gate.</param>
/// <param name="Faults">What is beyond its bounds.</param>
internal sealed record EvaluationOutcome(
    EvaluateOptions Options,
    EvaluationRows Rows,
    IReadOnlyList<(SourceRun Run, SourceSummary Summary)> Sources,
    IReadOnlyList<GateStep> Steps,
    IReadOnlyList<Diagnostic> Faults)
{
    /// <summary>Rows that a source has no answer to.</summary>
    public int FailedRows => Enumerable.Range(0, Rows.Rows.Count).Count(row => Sources.Any(source => source.Run.Rows[row].Failure is not null));

    /// <summary>Rejected rows by reason.</summary>
    public SortedDictionary<string, long> RejectedByReason => new(Rows.Rejected.GroupBy(row => row.Reason).ToDictionary(reason => reason.Key, reason => reason.LongCount()), StringComparer.Ordinal);
}
