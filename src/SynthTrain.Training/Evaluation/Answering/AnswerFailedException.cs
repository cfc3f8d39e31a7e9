namespace SynthTrain.Training.Evaluation.Answering;

/// <summary>A call failed, so a row has no answer; that is not a wrong answer.</summary>
/// <param name="message">What happened, without keys.</param>
public sealed class AnswerFailedException(string message) : Exception(message);
