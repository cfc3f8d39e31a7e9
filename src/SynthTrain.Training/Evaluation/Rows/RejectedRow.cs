namespace SynthTrain.Training.Evaluation.Rows;

/// <summary>A row that cannot be asked.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Reason">A stable word, one of <see cref="RejectionReasons"/>.</param>
/// <param name="Detail">What is wrong with it and what to do.</param>
/// <param name="File">The file, as it is displayed.</param>
/// <param name="Line">1-based.</param>
public sealed record RejectedRow(string Id, string Reason, string Detail, string File, int Line);
