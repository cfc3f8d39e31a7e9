namespace SynthTrain.Training.Evaluation.Rows;

/// <summary>Why one row is rejected.</summary>
internal sealed class RowFault(string reason, string message) : Exception(message)
{
    public string Reason { get; } = reason;
}
