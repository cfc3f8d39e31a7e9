namespace SynthTrain.Models.Tokenizers;

/// <summary>Text to tokens and back, with the members of Microsoft.ML.Tokenizers' <c>Tokenizer</c>: code written for it needs another <c>using</c> line.</summary>
/// <remarks>
/// Signatures as in <see href="https://github.com/dotnet/machinelearning/blob/main/src/Microsoft.ML.Tokenizers/Tokenizer.cs"/>; <c>docs/dependencies.md</c> says why the package is not used.
/// Special tokens in the text are recognized; none is added at its ends (see <see cref="ModelTokenizer"/> for both switches).
/// </remarks>
public abstract partial class Tokenizer
{
    /// <summary>What splits the text, or <see langword="null"/>.</summary>
    public virtual PreTokenizer? PreTokenizer => null;

    /// <summary>What normalizes the text, or <see langword="null"/>.</summary>
    public virtual Normalizer? Normalizer => null;

    /// <summary>Ids of a text: what a derived class may do faster.</summary>
    protected virtual EncodeResults<int> EncodeToIds(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        var results = EncodeToTokens(text, textSpan, settings);
        return new() { Tokens = [.. results.Tokens.Select(token => token.Id)], CharsConsumed = results.CharsConsumed, NormalizedText = results.NormalizedText };
    }

    /// <summary>The ids of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="considerPreTokenization">Whether the text is split into words first.</param>
    /// <param name="considerNormalization">Whether the text is normalized first.</param>
    /// <returns>The ids.</returns>
    public IReadOnlyList<int> EncodeToIds(string text, bool considerPreTokenization = true, bool considerNormalization = true)
        => EncodeToIds(text, text, Settings(considerPreTokenization, considerNormalization)).Tokens;

    /// <summary>The ids of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="considerPreTokenization">Whether the text is split into words first.</param>
    /// <param name="considerNormalization">Whether the text is normalized first.</param>
    /// <returns>The ids.</returns>
    public IReadOnlyList<int> EncodeToIds(ReadOnlySpan<char> text, bool considerPreTokenization = true, bool considerNormalization = true)
        => EncodeToIds(null, text, Settings(considerPreTokenization, considerNormalization)).Tokens;

    /// <summary>The first ids of a text, never a part of a character.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxTokenCount">The most tokens.</param>
    /// <param name="normalizedText">The normalized text, or <see langword="null"/>.</param>
    /// <param name="charsConsumed">How much of the text the ids stand for.</param>
    /// <param name="considerPreTokenization">Whether the text is split into words first.</param>
    /// <param name="considerNormalization">Whether the text is normalized first.</param>
    /// <returns>The ids.</returns>
    public IReadOnlyList<int> EncodeToIds(string text, int maxTokenCount, out string? normalizedText, out int charsConsumed, bool considerPreTokenization = true, bool considerNormalization = true)
    {
        var results = EncodeToIds(text, text, Settings(considerPreTokenization, considerNormalization, maxTokenCount));
        (normalizedText, charsConsumed) = (results.NormalizedText, results.CharsConsumed);
        return results.Tokens;
    }

    /// <summary>The first ids of a text, never a part of a character.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxTokenCount">The most tokens.</param>
    /// <param name="normalizedText">The normalized text, or <see langword="null"/>.</param>
    /// <param name="charsConsumed">How much of the text the ids stand for.</param>
    /// <param name="considerPreTokenization">Whether the text is split into words first.</param>
    /// <param name="considerNormalization">Whether the text is normalized first.</param>
    /// <returns>The ids.</returns>
    public IReadOnlyList<int> EncodeToIds(ReadOnlySpan<char> text, int maxTokenCount, out string? normalizedText, out int charsConsumed, bool considerPreTokenization = true, bool considerNormalization = true)
    {
        var results = EncodeToIds(null, text, Settings(considerPreTokenization, considerNormalization, maxTokenCount));
        (normalizedText, charsConsumed) = (results.NormalizedText, results.CharsConsumed);
        return results.Tokens;
    }

    /// <summary>Tokens of a text.</summary>
    protected abstract EncodeResults<EncodedToken> EncodeToTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings);

    /// <summary>The tokens of a text, with the part of it that each stands for.</summary>
    /// <param name="text">The text.</param>
    /// <param name="normalizedText">The normalized text, or <see langword="null"/>.</param>
    /// <param name="considerPreTokenization">Whether the text is split into words first.</param>
    /// <param name="considerNormalization">Whether the text is normalized first.</param>
    /// <returns>The tokens.</returns>
    public IReadOnlyList<EncodedToken> EncodeToTokens(string text, out string? normalizedText, bool considerPreTokenization = true, bool considerNormalization = true)
    {
        var results = EncodeToTokens(text, text, Settings(considerPreTokenization, considerNormalization));
        normalizedText = results.NormalizedText;
        return results.Tokens;
    }

    /// <summary>The tokens of a text, with the part of it that each stands for.</summary>
    /// <param name="text">The text.</param>
    /// <param name="normalizedText">The normalized text, or <see langword="null"/>.</param>
    /// <param name="considerPreTokenization">Whether the text is split into words first.</param>
    /// <param name="considerNormalization">Whether the text is normalized first.</param>
    /// <returns>The tokens.</returns>
    public IReadOnlyList<EncodedToken> EncodeToTokens(ReadOnlySpan<char> text, out string? normalizedText, bool considerPreTokenization = true, bool considerNormalization = true)
    {
        var results = EncodeToTokens(null, text, Settings(considerPreTokenization, considerNormalization));
        normalizedText = results.NormalizedText;
        return results.Tokens;
    }

    private static EncodeSettings Settings(bool considerPreTokenization, bool considerNormalization, int maxTokenCount = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxTokenCount);
        return new() { ConsiderPreTokenization = considerPreTokenization, ConsiderNormalization = considerNormalization, MaxTokenCount = maxTokenCount };
    }
}
