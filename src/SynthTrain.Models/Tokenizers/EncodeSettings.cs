namespace SynthTrain.Models.Tokenizers;

/// <summary>How to encode a text.</summary>
/// <remarks>Members as in <see href="https://github.com/dotnet/machinelearning/blob/main/src/Microsoft.ML.Tokenizers/EncodeSettings.cs"/>.</remarks>
public struct EncodeSettings
{
    /// <summary>All tokens, nothing considered.</summary>
    public EncodeSettings() => MaxTokenCount = int.MaxValue;

    /// <summary>Whether the text is normalized.</summary>
    public bool ConsiderNormalization { get; set; }

    /// <summary>Whether the text is split into words first.</summary>
    public bool ConsiderPreTokenization { get; set; }

    /// <summary>The most tokens to make.</summary>
    public int MaxTokenCount { get; set; }
}
