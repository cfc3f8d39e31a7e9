using System.Text;
using SynthTrain.Models.Tokenizers.Text;

namespace SynthTrain.Models.Tokenizers.Bpe;

/// <summary>Ids back to text.</summary>
internal sealed partial class BpeModelTokenizer
{
    /// <summary>The bytes of all tokens one after the other, where bytes are all that the decoder makes.</summary>
    private byte[] Pieces { get; }

    /// <summary>Where the bytes of each token begin; one more than there are ids.</summary>
    private int[] Decoded { get; }

    public override string Decode(IEnumerable<int> ids, bool skipSpecialTokens)
    {
        ArgumentNullException.ThrowIfNull(ids);
        if (Decoded.Length > 0)
            return DecodeBytes(ids, skipSpecialTokens);
        var tokens = new List<string>();
        foreach (var id in ids)
        {
            if (IdToToken(id) is { } token && !(skipSpecialTokens && _specials.Contains(token)))
                tokens.Add(token);
        }

        if (_parts.Decoders.Count == 0)
            return string.Join(' ', tokens);
        var budget = new TextBudget(tokens.Sum(token => (long)token.Length));
        foreach (var step in _parts.Decoders)
            tokens = step(tokens, budget);
        return string.Concat(tokens);
    }

    internal override byte[]? BytesOf(int id) => Decoded.Length == 0 ? null : Pieces[Decoded[id]..Decoded[id + 1]];

    private string DecodeBytes(IEnumerable<int> ids, bool skipSpecialTokens)
    {
        var bytes = new List<byte>();
        foreach (var id in ids)
        {
            if (id >= 0 && id < VocabularySize && !(skipSpecialTokens && IsSpecial(id)))
                bytes.AddRange(Pieces.AsSpan(Decoded[id]..Decoded[id + 1]));
        }

        return Encoding.UTF8.GetString(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes));
    }

    private (byte[] Pieces, int[] Decoded) DecodingTables()
    {
        if (!_parts.OnlyDecodesBytes)
            return ([], []);
        var (pieces, starts) = (new List<byte>(), new int[VocabularySize + 1]);
        for (var id = 0; id < VocabularySize; id++)
        {
            if (IdToToken(id) is { } token)
                pieces.AddRange(ByteAlphabet.Bytes(token) ?? Encoding.UTF8.GetBytes(token));
            starts[id + 1] = pieces.Count;
        }

        return ([.. pieces], starts);
    }
}
