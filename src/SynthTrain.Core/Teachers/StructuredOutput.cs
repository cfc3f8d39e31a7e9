namespace SynthTrain.Core.Teachers;

/// <summary>How a response schema reaches the provider.</summary>
public enum StructuredOutput
{
    /// <summary>As a parameter where the provider has one, else in the prompt.</summary>
    Auto,

    /// <summary>As the provider's own parameter.</summary>
    Native,

    /// <summary>In words, as a message.</summary>
    Prompt,
}
