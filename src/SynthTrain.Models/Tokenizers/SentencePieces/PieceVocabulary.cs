using SynthTrain.Models.Tokenizers.Decoders;

namespace SynthTrain.Models.Tokenizers.SentencePieces;

/// <summary>Finds pieces by their text.</summary>
internal sealed class PieceVocabulary
{
    private readonly Dictionary<string, int> _all = [];
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _mergeable;
    private readonly Dictionary<char, string[]> _userDefined;

    public PieceVocabulary(PieceParts parts)
    {
        Pieces = parts.Pieces;
        KeepsUnused = parts.AsLlamaCpp;
        var mergeable = new Dictionary<string, int>();
        Bytes.AsSpan().Fill(-1);
        for (var id = 0; id < Pieces.Count; id++)
        {
            var (text, _, kind) = Pieces[id];
            _all.TryAdd(text, id);
            if (parts.AsLlamaCpp || kind is PieceKind.Normal or PieceKind.UserDefined or PieceKind.Unused)
                mergeable.TryAdd(text, id);
            if (kind == PieceKind.Byte && DecoderSteps.ByteOf(text) is { } b)
                Bytes[b] = id;
            if (kind == PieceKind.Unknown)
                Unknown = id;
        }

        _mergeable = mergeable.GetAlternateLookup<ReadOnlySpan<char>>();
        var userDefined = parts.AsLlamaCpp ? [] : Pieces.Where(piece => piece.Kind == PieceKind.UserDefined && piece.Text.Length > 0).Select(piece => piece.Text);
        _userDefined = userDefined.GroupBy(text => text[0]).ToDictionary(group => group.Key, group => group.OrderByDescending(text => text.Length).ToArray());
    }

    public IReadOnlyList<Piece> Pieces { get; }

    /// <summary>Whether unused pieces are given out like others.</summary>
    public bool KeepsUnused { get; }

    /// <summary>The pieces of single bytes, or −1.</summary>
    public int[] Bytes { get; } = new int[256];

    public int Unknown { get; } = -1;

    public int Find(ReadOnlySpan<char> text) => _mergeable.TryGetValue(text, out var id) ? id : -1;

    public int? Id(string text) => _all.TryGetValue(text, out var id) ? id : null;

    /// <summary>The length of the longest user-defined piece at an index, or 0.</summary>
    public int UserDefinedAt(string text, int index)
    {
        if (!_userDefined.TryGetValue(text[index], out var candidates))
            return 0;
        return Array.Find(candidates, candidate => string.CompareOrdinal(text, index, candidate, 0, candidate.Length) == 0)?.Length ?? 0;
    }
}
