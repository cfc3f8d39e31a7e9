namespace SynthTrain.Training.Evaluation.Answering;

/// <summary>A call failed, so a row has no answer; that is not a wrong answer.</summary>
/// <param name="message">What happened, without keys.</param>
/// <param name="isOfRow">Whether this row is at fault, which says nothing of the source and other rows.</param>
public sealed class AnswerFailedException(string message, bool isOfRow = false) : Exception(message)
{
    /// <summary>Whether this row is at fault, which says nothing of the source and other rows.</summary>
    public bool IsOfRow { get; } = isOfRow;
}
