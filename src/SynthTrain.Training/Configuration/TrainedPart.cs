namespace SynthTrain.Training.Configuration;

/// <summary>Which tokens of a row the model learns to say.</summary>
public enum TrainedPart
{
    /// <summary>The assistant's turns with their ends; of prompt and completion those of the completion. Plain text is learned whole.</summary>
    Assistant,

    /// <summary>Everything behind the prompt; of messages everything behind the prompt of the last one.</summary>
    Completion,

    /// <summary>Every token.</summary>
    All,
}
