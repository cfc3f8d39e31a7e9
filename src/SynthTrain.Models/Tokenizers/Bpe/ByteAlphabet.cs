namespace SynthTrain.Models.Tokenizers.Bpe;

/// <summary>How byte-level vocabularies write bytes as characters: <see href="https://github.com/openai/gpt-2/blob/master/src/encoder.py"/>.</summary>
internal static class ByteAlphabet
{
    private static readonly short[] s_bytes = new short[0x144];

    static ByteAlphabet()
    {
        s_bytes.AsSpan().Fill(-1);
        for (int b = 0, next = 0x100; b < 256; b++)
        {
            Characters[b] = b is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or >= 0xAE ? (char)b : (char)next++;
            s_bytes[Characters[b]] = (short)b;
        }
    }

    /// <summary>The character of each byte.</summary>
    public static char[] Characters { get; } = new char[256];

    /// <summary>The byte of a character, or −1.</summary>
    public static int ByteOf(char c) => c < s_bytes.Length ? s_bytes[c] : -1;

    /// <summary>The bytes that a token writes, or <see langword="null"/> when it has another character.</summary>
    public static byte[]? Bytes(ReadOnlySpan<char> token)
    {
        var bytes = new byte[token.Length];
        for (var i = 0; i < bytes.Length; i++)
        {
            var b = ByteOf(token[i]);
            if (b < 0)
                return null;
            bytes[i] = (byte)b;
        }

        return bytes;
    }

    public static string Spell(ReadOnlySpan<byte> bytes) => string.Create(bytes.Length, bytes, (into, from) =>
    {
        for (var i = 0; i < from.Length; i++)
            into[i] = Characters[from[i]];
    });
}
