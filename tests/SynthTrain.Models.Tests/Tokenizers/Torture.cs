using System.Text;

namespace SynthTrain.Models.Tests.Tokenizers;

/// <summary>Texts that tokenizers get wrong: all Unicode blocks, marks, emoji sequences, line ends, runs of spaces, digits, special tokens inside text.</summary>
internal static class Torture
{
    private static readonly string[] s_pieces =
    [
        "\r\n", "\n", "\r", "\n\n\n", " ", "  ", "     ", "\t", " \t ", "\u00A0", "\u3000", "\u2028", "\u0085", "'s", "'S", "'T", "'re", "'VE", "'ll", "'\u017F", "'d", "don't", "I'M",
        "1", "12", "123", "1234", "3.14159", "١٢٣", "½", "Ⅷ", "²", "𝟘𝟙", "👍🏽", "👨‍👩‍👧‍👦", "🇩🇪🇫🇷", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "❤️", "e\u0301", "é", "a\u0323\u0302", "ệ", "Å", "\u212B", "각", "\u1100\u1161\u11A8", "नमस्ते", "क्\u200Dष",
        "สวัสดี", "שָׁלוֹם", "العربية", "日本語", "漢字", "한국어", "ﬁ", "ǅ", "ß", "ẞ", "İ", "ﷺ", "\u200B", "\u200D", "\uFEFF", "\uFFFD", "\u0000", "\u001B", "\u007F", "▁", "Ġ", "Ċ", "<0x0A>", "\u0335\u0301\u0327", "\U000E0001", "𠀀", "\U0010FFFF", "\uE000",
        "/", "//", "!!!", "...", "(", ")", "{", "}", "__init__", "camelCaseWord", "HTTPServer", "ABCdef", "x=1;", "<", "</", "<a", "<ab>", "<|", "|>", "word", "words", "é!", "http://a.b/c?d=e", "hello", " world", " the", " of", "The", "function",
    ];

    /// <summary>Texts of 20 to 400 units, the same for the same seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="specials">Special tokens to write inside.</param>
    public static IEnumerable<string> Texts(int seed, IReadOnlyList<string> specials)
    {
        var random = new Random(seed);
        for (var block = 0; ; block = (block + 1) % 0x1100)
        {
            var text = new StringBuilder();
            for (var length = random.Next(20, 400); text.Length < length;)
            {
                switch (random.Next(8))
                {
                    case 0: Append(text, (block << 8) | random.Next(256)); break;
                    case 1:
                        for (var i = random.Next(1, 12); i > 0; i--)
                            Append(text, (block << 8) | random.Next(256));
                        break;
                    case 2: text.Append(' ', random.Next(1, 5)); break;
                    case 3: Append(text, random.Next(0x20, 0x3000)); break;
                    case 4 when specials.Count > 0 && random.Next(3) == 0: text.Append(specials[random.Next(specials.Count)]); break;
                    case 5: text.Append((char)('a' + random.Next(26)), random.Next(1, 4)); break;
                    default: text.Append(s_pieces[random.Next(s_pieces.Length)]); break;
                }
            }

            yield return text.ToString();
        }
    }

    private static void Append(StringBuilder text, int codePoint)
    {
        if (codePoint is < 0xD800 or (> 0xDFFF and < 0x110000))
            text.Append(char.ConvertFromUtf32(codePoint));
    }
}
