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
        var output = new StringBuilder(text.Length + 16);
        var inWord = false;
        for (var at = 0; at < text.Length;)
        {
            Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var used);
            var folded = Fold(rune);
            var kind = KindOf(folded.First, text, at);
            at += used;
            if (kind == Kind.Skipped)
                continue;
            if (kind == Kind.Separator)
            {
                inWord = false;
                continue;
            }

            if (output.Length > 0 && !(inWord && kind == Kind.InWord))
                output.Append(' ');
            Append(output, folded);
            inWord = kind == Kind.InWord;
        }

        return output.Length == 0 ? text : output.ToString();
    }

    private static (Rune First, string? Text) Fold(Rune rune)
    {
        if (rune.IsAscii)
            return (rune.Value is >= 'A' and <= 'Z' ? new Rune(rune.Value | 0x20) : rune, null);
        var lower = Rune.ToLowerInvariant(rune);
        return LetterFolding.Of(lower.Value) is { } text
            ? (Rune.ToLowerInvariant(new Rune(text[0])), text.ToLowerInvariant())
            : (lower, null);
    }

    private static void Append(StringBuilder output, (Rune First, string? Text) folded)
    {
        if (folded.Text is not null)
            output.Append(folded.Text);
        else if (folded.First.IsBmp)
            output.Append((char)folded.First.Value);
        else
            output.Append(folded.First.ToString());
    }

    private static Kind KindOf(Rune rune, string text, int at)
    {
        if (rune.IsAscii)
            return KindOfAscii((char)rune.Value, text, at);
        if (rune.Value is >= 0x300 and <= 0x36F)
            return Kind.Skipped;
        if (IsUnspaced(rune.Value))
            return Kind.Alone;
        return Rune.GetUnicodeCategory(rune) switch
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
