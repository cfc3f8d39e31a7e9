namespace SynthTrain.Models.Tokenizers;

/// <summary>Counting, and cutting by a number of tokens.</summary>
public abstract partial class Tokenizer
{
    /// <summary>How many tokens a text has: what a derived class may do faster.</summary>
    protected virtual int CountTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings) => EncodeToIds(text, textSpan, settings).Tokens.Count;

    /// <summary>How many tokens a text has.</summary>
    /// <param name="text">The text.</param>
    /// <param name="considerPreTokenization">Whether the text is split into words first.</param>
    /// <param name="considerNormalization">Whether the text is normalized first.</param>
    /// <returns>The number.</returns>
    public int CountTokens(string text, bool considerPreTokenization = true, bool considerNormalization = true)
        => CountTokens(text, text, Settings(considerPreTokenization, considerNormalization));

    /// <summary>How many tokens a text has.</summary>
    /// <param name="text">The text.</param>
    /// <param name="considerPreTokenization">Whether the text is split into words first.</param>
    /// <param name="considerNormalization">Whether the text is normalized first.</param>
    /// <returns>The number.</returns>
    public int CountTokens(ReadOnlySpan<char> text, bool considerPreTokenization = true, bool considerNormalization = true)
        => CountTokens(null, text, Settings(considerPreTokenization, considerNormalization));

    /// <summary>Where a text may be cut: what a derived class may do faster.</summary>
    protected virtual int GetIndexByTokenCount(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings, bool fromEnd, out string? normalizedText, out int tokenCount)
    {
        var most = settings.MaxTokenCount;
        settings.MaxTokenCount = int.MaxValue;
        var results = EncodeToTokens(text, textSpan, settings);
        var tokens = results.Tokens;
        normalizedText = results.NormalizedText;
        tokenCount = Math.Min(most, tokens.Count);
        if (fromEnd)
        {
            while (tokenCount > 0 && tokenCount < tokens.Count && tokens[^(tokenCount + 1)].Offset.End.Value > tokens[^tokenCount].Offset.Start.Value)
                tokenCount--;
            return tokenCount > 0 ? tokens[^tokenCount].Offset.Start.Value : textSpan.Length;
        }

        while (tokenCount > 0 && tokenCount < tokens.Count && tokens[tokenCount].Offset.Start.Value < tokens[tokenCount - 1].Offset.End.Value)
            tokenCount--;
        return tokenCount > 0 ? tokens[tokenCount - 1].Offset.End.Value : 0;
    }

    /// <summary>The end of the first tokens of a text, never inside a character.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxTokenCount">The most tokens.</param>
    /// <param name="normalizedText">The normalized text, or <see langword="null"/>.</param>
    /// <param name="tokenCount">How many tokens it really is.</param>
    /// <param name="considerPreTokenization">Whether the text is split into words first.</param>
    /// <param name="considerNormalization">Whether the text is normalized first.</param>
    /// <returns>An index into the original text, in UTF-16 units.</returns>
    public int GetIndexByTokenCount(string text, int maxTokenCount, out string? normalizedText, out int tokenCount, bool considerPreTokenization = true, bool considerNormalization = true)
        => GetIndexByTokenCount(text, text, Settings(considerPreTokenization, considerNormalization, maxTokenCount), fromEnd: false, out normalizedText, out tokenCount);

    /// <summary>The end of the first tokens of a text, never inside a character.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxTokenCount">The most tokens.</param>
    /// <param name="normalizedText">The normalized text, or <see langword="null"/>.</param>
    /// <param name="tokenCount">How many tokens it really is.</param>
    /// <param name="considerPreTokenization">Whether the text is split into words first.</param>
    /// <param name="considerNormalization">Whether the text is normalized first.</param>
    /// <returns>An index into the original text, in UTF-16 units.</returns>
    public int GetIndexByTokenCount(ReadOnlySpan<char> text, int maxTokenCount, out string? normalizedText, out int tokenCount, bool considerPreTokenization = true, bool considerNormalization = true)
        => GetIndexByTokenCount(null, text, Settings(considerPreTokenization, considerNormalization, maxTokenCount), fromEnd: false, out normalizedText, out tokenCount);

    /// <summary>The start of the last tokens of a text, never inside a character.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxTokenCount">The most tokens.</param>
    /// <param name="normalizedText">The normalized text, or <see langword="null"/>.</param>
    /// <param name="tokenCount">How many tokens it really is.</param>
    /// <param name="considerPreTokenization">Whether the text is split into words first.</param>
    /// <param name="considerNormalization">Whether the text is normalized first.</param>
    /// <returns>An index into the original text, in UTF-16 units.</returns>
    public int GetIndexByTokenCountFromEnd(string text, int maxTokenCount, out string? normalizedText, out int tokenCount, bool considerPreTokenization = true, bool considerNormalization = true)
        => GetIndexByTokenCount(text, text, Settings(considerPreTokenization, considerNormalization, maxTokenCount), fromEnd: true, out normalizedText, out tokenCount);

    /// <summary>The start of the last tokens of a text, never inside a character.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxTokenCount">The most tokens.</param>
    /// <param name="normalizedText">The normalized text, or <see langword="null"/>.</param>
    /// <param name="tokenCount">How many tokens it really is.</param>
    /// <param name="considerPreTokenization">Whether the text is split into words first.</param>
    /// <param name="considerNormalization">Whether the text is normalized first.</param>
    /// <returns>An index into the original text, in UTF-16 units.</returns>
    public int GetIndexByTokenCountFromEnd(ReadOnlySpan<char> text, int maxTokenCount, out string? normalizedText, out int tokenCount, bool considerPreTokenization = true, bool considerNormalization = true)
        => GetIndexByTokenCount(null, text, Settings(considerPreTokenization, considerNormalization, maxTokenCount), fromEnd: true, out normalizedText, out tokenCount);
}
