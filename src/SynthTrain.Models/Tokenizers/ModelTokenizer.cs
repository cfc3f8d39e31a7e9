using System.Buffers;
using SynthTrain.Models.Tokenizers.Text;

namespace SynthTrain.Models.Tokenizers;

/// <summary>A model's tokenizer: what training, templates and export need beside <see cref="Tokenizer"/>. Safe to use by many threads.</summary>
public abstract class ModelTokenizer : Tokenizer
{
    /// <summary>The highest id and one: rows that an embedding needs.</summary>
    public abstract int VocabularySize { get; }

    /// <summary>The tokens beside the vocabulary, by id.</summary>
    public abstract IReadOnlyList<AddedToken> AddedTokens { get; }

    /// <summary>Whether one word's tokens are remembered; the results are the same. Takes about four megabytes for each thread that encodes at the same time. Default: yes.</summary>
    public bool UseWordCache { get; set; } = true;

    /// <summary>The id of a token, special or not, as it is written in the vocabulary; <see langword="null"/> when there is none.</summary>
    public abstract int? TokenToId(string token);

    /// <summary>How a token is written in the vocabulary; <see langword="null"/> when no token has the id.</summary>
    public abstract string? IdToToken(int id);

    /// <summary>Whether a token is left out when decoding without special tokens.</summary>
    public abstract bool IsSpecial(int id);

    /// <summary>The ids of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="addSpecialTokens">Whether the model's own start and end tokens are put around it.</param>
    /// <param name="parseSpecialTokens">Whether special tokens written in the text become their ids; <see langword="false"/> for text that nobody vouches for.</param>
    /// <exception cref="ModelException">The text has a lone surrogate.</exception>
    public int[] Encode(ReadOnlySpan<char> text, bool addSpecialTokens, bool parseSpecialTokens = true)
    {
        var sink = new TokenSink(withOffsets: false);
        Encode(text, new(parseSpecialTokens, addSpecialTokens) { Budget = new(text.Length) }, sink);
        return sink.Ids.ToArray();
    }

    /// <summary>The tokens of a text with the parts of it that they stand for; added start and end tokens stand for nothing.</summary>
    /// <param name="text">The text.</param>
    /// <param name="addSpecialTokens">Whether the model's own start and end tokens are put around it.</param>
    /// <param name="parseSpecialTokens">Whether special tokens written in the text become their ids.</param>
    /// <exception cref="ModelException">The text has a lone surrogate.</exception>
    public IReadOnlyList<EncodedToken> EncodeWithOffsets(ReadOnlySpan<char> text, bool addSpecialTokens, bool parseSpecialTokens = true)
    {
        var sink = new TokenSink(withOffsets: true);
        Encode(text, new(parseSpecialTokens, addSpecialTokens) { Budget = new(text.Length) }, sink);
        return Tokens(sink);
    }

    /// <summary>The text of ids.</summary>
    /// <param name="ids">The ids.</param>
    /// <param name="skipSpecialTokens">Whether special tokens are left out.</param>
    public abstract string Decode(IEnumerable<int> ids, bool skipSpecialTokens);

    /// <inheritdoc/>
    public override string Decode(IEnumerable<int> ids) => Decode(ids, skipSpecialTokens: false);

    /// <inheritdoc/>
    public override OperationStatus Decode(IEnumerable<int> ids, Span<char> destination, out int idsConsumed, out int charsWritten)
    {
        var list = ids as IReadOnlyCollection<int> ?? [.. ids];
        var text = Decode(list, skipSpecialTokens: false);
        var fits = text.TryCopyTo(destination);
        (idsConsumed, charsWritten) = fits ? (list.Count, text.Length) : (0, 0);
        return fits ? OperationStatus.Done : OperationStatus.DestinationTooSmall;
    }

    /// <inheritdoc/>
    protected override EncodeResults<int> EncodeToIds(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        var limited = settings.MaxTokenCount != int.MaxValue;
        var sink = new TokenSink(withOffsets: limited);
        Encode(textSpan, Request(textSpan, settings), sink);
        var (count, consumed) = limited ? sink.Cut(settings.MaxTokenCount, textSpan.Length) : (sink.Count, textSpan.Length);
        return new() { Tokens = sink.Ids[..count].ToArray(), CharsConsumed = consumed, NormalizedText = NormalizedText(textSpan, settings) };
    }

    /// <inheritdoc/>
    protected override EncodeResults<EncodedToken> EncodeToTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        var sink = new TokenSink(withOffsets: true);
        Encode(textSpan, Request(textSpan, settings), sink);
        var (count, consumed) = sink.Cut(settings.MaxTokenCount, textSpan.Length);
        TrimOffsets(sink, 0);
        return new() { Tokens = Tokens(sink)[..count], CharsConsumed = consumed, NormalizedText = NormalizedText(textSpan, settings) };
    }

    /// <inheritdoc/>
    protected override int GetIndexByTokenCount(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings, bool fromEnd, out string? normalizedText, out int tokenCount)
    {
        var sink = new TokenSink(withOffsets: true);
        Encode(textSpan, Request(textSpan, settings), sink);
        normalizedText = NormalizedText(textSpan, settings);
        tokenCount = fromEnd ? sink.CutFromEnd(settings.MaxTokenCount) : sink.Cut(settings.MaxTokenCount, textSpan.Length).Count;
        if (tokenCount == 0)
            return fromEnd ? textSpan.Length : 0;
        return fromEnd ? sink.Starts[^tokenCount] : sink.Ends[tokenCount - 1];
    }

    /// <summary>The bytes that a token writes, where a tokenizer has them at hand.</summary>
    internal virtual byte[]? BytesOf(int id) => null;

    /// <summary>Leaves spaces out of the offsets, where the tokenizer does that; texts are cut by the offsets before.</summary>
    /// <param name="sink">The tokens.</param>
    /// <param name="first">The first token of the text itself.</param>
    private protected virtual void TrimOffsets(TokenSink sink, int first)
    {
    }

    private protected abstract void Encode(ReadOnlySpan<char> text, EncodeRequest request, TokenSink sink);

    private static EncodeRequest Request(ReadOnlySpan<char> text, EncodeSettings settings)
        => new(ParseSpecial: true, AddSpecial: false) { Budget = new(text.Length), PreTokenize = settings.ConsiderPreTokenization, Normalize = settings.ConsiderNormalization, TrimOffsets = false };

    private string? NormalizedText(ReadOnlySpan<char> text, EncodeSettings settings) => settings.ConsiderNormalization ? Normalizer?.Normalize(text) : null;

    private EncodedToken[] Tokens(TokenSink sink)
    {
        var tokens = new EncodedToken[sink.Count];
        for (var i = 0; i < tokens.Length; i++)
            tokens[i] = new(sink.Ids[i], IdToToken(sink.Ids[i]) ?? "", sink.Offset(i));
        return tokens;
    }
}
