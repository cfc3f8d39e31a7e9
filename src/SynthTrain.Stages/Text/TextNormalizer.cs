using System.Buffers;
using System.Globalization;
using System.Text;

namespace SynthTrain.Stages.Text;

/// <summary>The one spelling in which texts are compared: words in lower case, one space between them.</summary>
/// <remarks>
/// Letters and digits form words. Accents of Latin letters, combining accents and invisible characters go (<see cref="LetterFolding"/>).
/// Signs such as <c>+</c>, <c>=</c>, <c>€</c> and emoji are words of their own, and so are <c>- * / %</c> beside a digit: <c>2+2</c> and <c>2-2</c> differ.
/// Every character of a script written without spaces (Han, kana, Thai, Lao, Khmer, Myanmar) is a word of its own. Other punctuation separates words.
/// A text without any word stays as it is, so that <c>?</c> and <c>!</c> differ.
/// </remarks>
internal static class TextNormalizer
{
    // A folded letter has at most three characters, and a space may stand before it.
    private const int MostPerCharacter = 4;

    private enum Kind
    {
        Separator,
        Skipped,
        InWord,
        Alone,
    }

    /// <summary>The normalised text.</summary>
    public static string Normalize(string text)
    {
        var rented = ArrayPool<char>.Shared.Rent(text.Length * MostPerCharacter);
        try
        {
            var length = Write(text, rented);
            return length == 0 ? text : new string(rented, 0, length);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }

    private static int Write(string text, char[] output)
    {
        var length = 0;
        var inWord = false;
        for (var at = 0; at < text.Length;)
        {
            var c = text[at];
            var used = 1;
            Kind kind;
            Rune lower = default;
            string? folded = null;
            if (char.IsAscii(c))
                kind = KindOfAscii(c, text, at);
            else
                kind = KindOf(text, at, out lower, out folded, out used);
            at += used;
            if (kind == Kind.Skipped)
                continue;
            if (kind != Kind.Separator)
            {
                if (length > 0 && !(inWord && kind == Kind.InWord))
                    output[length++] = ' ';
                if (char.IsAscii(c))
                    output[length++] = char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c;
                else
                    length += Append(lower, folded, output.AsSpan(length));
            }

            inWord = kind == Kind.InWord;
        }

        return length;
    }

    private static int Append(Rune lower, string? folded, Span<char> output)
    {
        if (folded is null)
            return lower.EncodeToUtf16(output);
        folded.CopyTo(output);
        return folded.Length;
    }

    private static Kind KindOf(string text, int at, out Rune lower, out string? folded, out int used)
    {
        Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out used);
        lower = Rune.ToLowerInvariant(rune);
        folded = LetterFolding.Of(lower.Value);
        if (folded is not null && !char.IsAsciiLetterOrDigit(folded[0]))
            return KindOfAscii(folded[0], text, at);
        if (lower.Value is >= 0x300 and <= 0x36F)
            return Kind.Skipped;
        if (IsUnspaced(lower.Value))
            return Kind.Alone;
        return Rune.GetUnicodeCategory(lower) switch
        {
            UnicodeCategory.Format => Kind.Skipped,
            UnicodeCategory.MathSymbol or UnicodeCategory.CurrencySymbol or UnicodeCategory.OtherSymbol => Kind.Alone,
            <= UnicodeCategory.OtherNumber => Kind.InWord,
            _ => Kind.Separator,
        };
    }

    private static Kind KindOfAscii(char c, string text, int at)
    {
        if (char.IsAsciiLetterOrDigit(c))
            return Kind.InWord;
        if (c is '+' or '<' or '=' or '>' or '|' or '~' or '$')
            return Kind.Alone;
        var besideDigit = (at > 0 && char.IsAsciiDigit(text[at - 1])) || (at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]));
        return c is '-' or '*' or '/' or '%' && besideDigit ? Kind.Alone : Kind.Separator;
    }

    private static bool IsUnspaced(int point) => point switch
    {
        < 0x0E00 => false,
        <= 0x0EFF or (>= 0x1000 and <= 0x109F) or (>= 0x1780 and <= 0x17FF) => true,
        (>= 0x3040 and <= 0x30FF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x323AF) => true,
        _ => false,
    };
}
