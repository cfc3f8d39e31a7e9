using System.Globalization;
using System.Text;

namespace SynthTrain.Models.Tokenizers;

/// <summary>The bytes that each token adds within a text: those of a byte-level vocabulary may be parts of characters, as may SentencePiece's <c>&lt;0x0A&gt;</c>.</summary>
public static class TokenBytes
{
    /// <summary>For each id; empty where a token writes nothing: special tokens, and ids without one.</summary>
    public static byte[][] Of(ModelTokenizer tokenizer)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        var anchor = Anchor(tokenizer);
        var before = tokenizer.Decode([anchor], skipSpecialTokens: true);
        var bytes = new byte[tokenizer.VocabularySize][];
        for (var id = 0; id < bytes.Length; id++)
            bytes[id] = tokenizer.IdToToken(id) is not { } text || tokenizer.IsSpecial(id) ? [] : tokenizer.BytesOf(id) ?? Bytes(tokenizer, text, id, anchor, before);
        return bytes;
    }

    /// <summary>A token of letters: what is decoded behind it is not at the start of a text, where spaces may be left out.</summary>
    private static int Anchor(ModelTokenizer tokenizer) => Enumerable.Range(0, tokenizer.VocabularySize)
        .FirstOrDefault(id => tokenizer.IdToToken(id) is { Length: > 0 } text && text.All(char.IsAsciiLetter) && !tokenizer.IsSpecial(id));

    private static byte[] Bytes(ModelTokenizer tokenizer, string token, int id, int anchor, string before)
    {
        if (token is ['<', '0', 'x', var high, var low, '>'] && byte.TryParse($"{high}{low}", NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var single)
            && tokenizer.Decode([id], skipSpecialTokens: true) != token)
            return [single];
        var text = tokenizer.Decode([anchor, id], skipSpecialTokens: true);
        return text.StartsWith(before, StringComparison.Ordinal) ? Encoding.UTF8.GetBytes(text[before.Length..]) : [];
    }
}
