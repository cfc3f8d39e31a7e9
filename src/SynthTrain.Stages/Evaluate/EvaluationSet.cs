using SynthTrain.Training.Evaluation.Rows;
using SynthTrain.Training.Evaluation.Scoring;

namespace SynthTrain.Stages.Evaluate;

/// <summary>One file of evaluation rows with what every source made of it. Sets are never mixed: each has figures of its own.</summary>
/// <param name="name">What figures call it.</param>
/// <param name="file">The file, as it is displayed.</param>
/// <param name="rows">Its rows.</param>
internal sealed class EvaluationSet(string name, string file, EvaluationRows rows)
{
    /// <summary>What figures call it: the file's stem.</summary>
    public string Name => name;

    /// <summary>The file, as it is displayed.</summary>
    public string File => file;

    /// <summary>Its rows; those that a model cannot be asked are taken out before the first is asked.</summary>
    public EvaluationRows Rows { get; set; } = rows;

    /// <summary>Every source's answers with its figures, in the order in which sources are asked.</summary>
    public List<(SourceRun Run, SourceSummary Summary)> Sources { get; } = [];

    /// <summary>Rows that a source has no answer to.</summary>
    public int FailedRows => Enumerable.Range(0, Rows.Rows.Count).Count(row => Sources.Exists(source => source.Run.Rows[row].Failure is not null));

    /// <summary>Rejected rows by reason.</summary>
    public SortedDictionary<string, long> RejectedByReason => new(Rows.Rejected.GroupBy(row => row.Reason).ToDictionary(reason => reason.Key, reason => reason.LongCount()), StringComparer.Ordinal);
}
