namespace SynthTrain.Training.Generation;

/// <summary>Why an answer ended.</summary>
public enum AnswerEnd
{
    /// <summary>The model said its end token, or a stop text.</summary>
    Stop,

    /// <summary><see cref="GenerationOptions.MaxTokens"/> was reached.</summary>
    Length,
}
