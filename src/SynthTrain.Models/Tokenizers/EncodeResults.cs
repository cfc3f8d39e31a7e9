namespace SynthTrain.Models.Tokenizers;

/// <summary>What encoding a text gave.</summary>
/// <typeparam name="T">Ids or tokens.</typeparam>
/// <remarks>Members as in <see href="https://github.com/dotnet/machinelearning/blob/main/src/Microsoft.ML.Tokenizers/EncodeResults.cs"/>.</remarks>
public struct EncodeResults<T>
{
    /// <summary>The ids or tokens.</summary>
    public IReadOnlyList<T> Tokens { get; set; }

    /// <summary>The normalized text, or <see langword="null"/> when the tokenizer does not normalize.</summary>
    public string? NormalizedText { get; set; }

    /// <summary>How much of the text the tokens stand for, in UTF-16 units.</summary>
    public int CharsConsumed { get; set; }
}
