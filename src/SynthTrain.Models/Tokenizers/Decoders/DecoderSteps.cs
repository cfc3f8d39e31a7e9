using System.Globalization;
using System.Text;
using SynthTrain.Models.Tokenizers.Bpe;
using SynthTrain.Models.Tokenizers.Splitting;
using SynthTrain.Models.Tokenizers.Text;

namespace SynthTrain.Models.Tokenizers.Decoders;

/// <summary>Decoders, each from a list of token strings to another: <see href="https://github.com/huggingface/tokenizers/tree/main/tokenizers/src/decoders"/>.</summary>
internal static class DecoderSteps
{
    private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);

    public static List<string> ByteLevel(List<string> tokens)
    {
        var bytes = new List<byte>();
        foreach (var token in tokens)
            bytes.AddRange(ByteAlphabet.Bytes(token) ?? Encoding.UTF8.GetBytes(token));
        return [Encoding.UTF8.GetString([.. bytes])];
    }

    public static List<string> ByteFallback(List<string> tokens)
    {
        var result = new List<string>(tokens.Count);
        var bytes = new List<byte>();
        foreach (var token in tokens)
        {
            if (ByteOf(token) is { } b)
            {
                bytes.Add(b);
                continue;
            }

            Flush(bytes, result);
            result.Add(token);
        }

        Flush(bytes, result);
        return result;
    }

    public static string Replace(string token, IMatcher matcher, string content, TextBudget budget)
    {
        var matches = new List<(int Start, int End)>();
        matcher.Find(token, matches, budget);
        budget.Grow(((long)matches.Count * content.Length) - matches.Sum(match => (long)match.End - match.Start));
        var result = new StringBuilder();
        var last = 0;
        foreach (var (start, end) in matches)
        {
            result.Append(token, last, start - last).Append(content);
            last = end;
        }

        return result.Append(token, last, token.Length - last).ToString();
    }

    public static string Strip(string token, string character, int start, int stop)
    {
        var (from, to) = (0, token.Length);
        if (character.Length == 0)
            return token;
        for (var i = 0; i < start && string.CompareOrdinal(token, from, character, 0, character.Length) == 0; i++)
            from += character.Length;
        for (var i = 0; i < stop && to - character.Length >= from && string.CompareOrdinal(token, to - character.Length, character, 0, character.Length) == 0; i++)
            to -= character.Length;
        return token[from..to];
    }

    /// <summary>The byte that a token such as <c>&lt;0x0A&gt;</c> stands for.</summary>
    public static byte? ByteOf(string token)
        => token.Length == 6 && token.StartsWith("<0x", StringComparison.Ordinal) && token[5] == '>' && byte.TryParse(token.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var b) ? b : null;

    private static void Flush(List<byte> bytes, List<string> result)
    {
        if (bytes.Count == 0)
            return;
        try
        {
            result.Add(s_strict.GetString([.. bytes]));
        }
        catch (DecoderFallbackException)
        {
            result.AddRange(Enumerable.Repeat("\uFFFD", bytes.Count));
        }

        bytes.Clear();
    }
}
