using System.Text;
using SynthTrain.Models.Tokenizers.Bpe;
using SynthTrain.Models.Tokenizers.Decoders;
using SynthTrain.Models.Tokenizers.Text;

namespace SynthTrain.Models.Tokenizers.SentencePieces;

/// <summary>A SentencePiece model of byte-pair type, by its own program's rules or by llama.cpp's.</summary>
internal sealed class PieceTokenizer : ModelTokenizer
{
    private const char Mark = '\u2581';

    private readonly PieceParts _parts;
    private readonly PieceVocabulary _vocabulary;
    private readonly AddedTokenCutter _specials;

    public PieceTokenizer(PieceParts parts)
    {
        _parts = parts;
        _vocabulary = new(parts);
        AddedTokens = [.. parts.Pieces.Select((piece, id) => (piece, id)).Where(entry => entry.piece.Kind is PieceKind.Control or PieceKind.Unknown or PieceKind.UserDefined && entry.piece.Text.Length > 0)
            .Select(entry => new AddedToken(entry.id, entry.piece.Text) { Special = entry.piece.Kind != PieceKind.UserDefined })];
        _specials = new(parts.AsLlamaCpp ? AddedTokens : []);
    }

    public override int VocabularySize => _parts.Pieces.Count;

    public override IReadOnlyList<AddedToken> AddedTokens { get; }

    public override int? TokenToId(string token) => _vocabulary.Id(token);

    public override string? IdToToken(int id) => id >= 0 && id < VocabularySize ? _parts.Pieces[id].Text : null;

    public override bool IsSpecial(int id) => id >= 0 && id < VocabularySize && _parts.Pieces[id].Kind is PieceKind.Control or PieceKind.Unknown;

    public override string Decode(IEnumerable<int> ids, bool skipSpecialTokens)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var result = new StringBuilder();
        var bytes = new List<string>();
        var first = true;
        foreach (var id in ids.Where(id => id >= 0 && id < VocabularySize))
        {
            var (text, _, kind) = _parts.Pieces[id];
            if (kind == PieceKind.Byte)
            {
                bytes.Add(text);
                first = false;
                continue;
            }

            Flush(bytes, result);
            if (kind is PieceKind.Control)
                continue;
            if (kind is PieceKind.Unknown)
            {
                result.Append(skipSpecialTokens ? "" : _parts.UnknownSurface);
            }
            else
            {
                var starts = first && (_parts.AddsPrefix || _parts.RemovesExtraSpaces) && text.StartsWith(Mark);
                result.Append((starts ? text[1..] : text).Replace(Mark, ' '));
            }

            first = false;
        }

        Flush(bytes, result);
        return result.ToString();
    }

    private protected override void Encode(ReadOnlySpan<char> text, EncodeRequest request, TokenSink sink)
    {
        CodePoints.Require(text);
        if (request.AddSpecial && _parts.AddsBos && _parts.Bos >= 0)
            sink.Add(_parts.Bos, 0, 0);
        var afterSpecial = true;
        foreach (var (start, end, id) in _specials.Cut(text, request.ParseSpecial))
        {
            if (id is { } special)
                sink.Add(special, start, end);
            else
                EncodePart(AlignedText.Of(text[start..end], start, request.Budget), request.Normalize, _parts.AddsPrefix && afterSpecial, sink);
            afterSpecial = id is not null;
        }

        if (request.AddSpecial && _parts.AddsEos && _parts.Eos >= 0)
            sink.Add(_parts.Eos, 0, 0);
    }

    private static void Flush(List<string> bytes, StringBuilder result)
    {
        foreach (var text in DecoderSteps.ByteFallback(bytes))
            result.Append(text);
        bytes.Clear();
    }

    private void EncodePart(AlignedText piece, bool normalize, bool prefix, TokenSink sink)
    {
        if (normalize)
            Normalize(piece, prefix);
        var text = piece.Text.ToString();
        var pieces = new List<(int Id, int Start, int Length)>();
        new PieceMerger(_vocabulary).Merge(text, pieces);
        Span<byte> utf8 = stackalloc byte[4];
        var unknownBefore = false;
        foreach (var (id, from, length) in pieces)
        {
            var (start, end) = piece.Original(from, from + length);
            var bytes = id < 0 ? utf8[..Rune.GetRuneAt(text, from).EncodeToUtf8(utf8)] : default;
            var known = id >= 0 || HasAll(bytes);
            if (id >= 0)
                sink.Add(id, start, end);
            else if (!known && _vocabulary.Unknown >= 0 && !unknownBefore)
                sink.Add(_vocabulary.Unknown, start, end);
            else if (!known && _vocabulary.Unknown >= 0 && sink.WithOffsets)
                sink.Ends[^1] = end; // neighbours without a token are one unknown piece
            foreach (var b in known ? bytes : default)
                sink.Add(_vocabulary.Bytes[b], start, end);
            unknownBefore = !known;
        }
    }

    private bool HasAll(ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
        {
            if (_vocabulary.Bytes[b] < 0)
                return false;
        }

        return true;
    }

    private void Normalize(AlignedText piece, bool prefix)
    {
        if (_parts.RemovesExtraSpaces)
            RemoveSpaces(piece);
        var spaces = new List<(int Start, int End)>();
        for (var i = 0; i < piece.Length; i++)
        {
            if (piece.Text[i] == ' ')
                spaces.Add((i, i + 1));
        }

        piece.Replace(spaces, "\u2581");
        if (prefix)
            piece.Prepend("\u2581");
    }

    /// <summary>Drops spaces at both ends and all but one of a run.</summary>
    private static void RemoveSpaces(AlignedText piece)
    {
        var drops = new List<(int Start, int End)>();
        for (var i = 0; i < piece.Length; i++)
        {
            var start = i;
            while (i < piece.Length && piece.Text[i] == ' ')
                i++;
            var kept = start > 0 && i < piece.Length ? 1 : 0;
            if (i - start > kept)
                drops.Add((start + kept, i));
        }

        piece.Replace(drops, "");
    }
}
