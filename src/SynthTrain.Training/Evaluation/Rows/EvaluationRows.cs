namespace SynthTrain.Training.Evaluation.Rows;

/// <summary>What a file of evaluation rows holds.</summary>
/// <param name="Rows">Rows to ask, in file order.</param>
/// <param name="Rejected">Rows that cannot be asked, in file order.</param>
/// <param name="Left">Rows behind the limit, which were not looked at.</param>
public sealed record EvaluationRows(IReadOnlyList<EvaluationRow> Rows, IReadOnlyList<RejectedRow> Rejected, long Left);
