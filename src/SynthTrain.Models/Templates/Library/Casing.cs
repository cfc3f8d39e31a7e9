using System.Globalization;
using System.Text;

namespace SynthTrain.Models.Templates;

/// <summary>Python's methods of <c>str</c> that ask for or change the case and class of characters.</summary>
internal static class Casing
{
    public static string Upper(string text)
    {
        if (Ascii.IsValid(text))
            return text.ToUpperInvariant();
        var to = new StringBuilder();
        foreach (var c in text.ToUpperInvariant())
            to.Append(c == 'ı' ? "I" : SpecialCasing.Upper.TryGetValue(c, out var more) ? more : c.ToString());
        return to.ToString();
    }

    public static string Lower(string text)
    {
        var lower = text.ToLowerInvariant();
        if (!text.AsSpan().ContainsAny('Σ', 'İ'))
            return lower;
        var to = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
            to.Append(text[i] == 'İ' ? "i\u0307" : text[i] == 'Σ' && IsFinalSigma(text, i) ? "ς" : lower[i].ToString());
        return to.ToString();
    }

    public static string Fold(string text)
    {
        var to = new StringBuilder();
        foreach (var rune in Lower(text).Replace('ς', 'σ').EnumerateRunes())
            to.Append(FoldOne(rune));
        return to.ToString();
    }

    public static string Capitalize(string text)
    {
        if (text.Length == 0)
            return text;
        var first = Text.RuneAt(text, 0).Utf16SequenceLength;
        return Title(text[..first]) + Lower(text)[first..];
    }

    /// <summary><c>str.title</c>: a word starts after each character that has no case.</summary>
    public static string TitleWords(string text)
    {
        var to = new StringBuilder();
        var inside = false;
        var at = 0;
        foreach (var point in Text.Points(text))
        {
            to.Append(!inside ? Title(point) : point == "Σ" && IsFinalSigma(text, at) ? "ς" : Lower(point));
            at += point.Length;
            inside = IsCased(Text.RuneAt(point, 0));
        }

        return to.ToString();
    }

    public static string Swap(string text)
    {
        var to = new StringBuilder();
        var at = 0;
        foreach (var point in Text.Points(text))
        {
            var rune = Text.RuneAt(point, 0);
            to.Append(IsUpperRune(rune) ? point == "Σ" && IsFinalSigma(text, at) ? "ς" : Lower(point) : IsLowerRune(rune) ? Upper(point) : point);
            at += point.Length;
        }

        return to.ToString();
    }

    public static bool IsLower(string text) => HasCase(text, IsLowerRune, r => IsUpperRune(r) || IsTitleRune(r));

    public static bool IsUpper(string text) => HasCase(text, IsUpperRune, r => IsLowerRune(r) || IsTitleRune(r));

    public static bool IsTitle(string text)
    {
        bool cased = false, before = false;
        foreach (var rune in text.EnumerateRunes())
        {
            var starts = IsUpperRune(rune) || IsTitleRune(rune);
            if (starts ? before : IsLowerRune(rune) && !before)
                return false;
            before = IsCased(rune);
            cased |= before;
        }

        return cased;
    }

    public static bool All(string text, Func<Rune, bool> test)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (!test(rune))
                return false;
        }

        return text.Length > 0;
    }

    public static bool IsAlpha(Rune r) => Rune.IsLetter(r);

    public static bool IsDecimal(Rune r) => Rune.GetUnicodeCategory(r) == UnicodeCategory.DecimalDigitNumber;

    public static bool IsDigit(Rune r) => r.IsBmp ? CharUnicodeInfo.GetDigitValue((char)r.Value) >= 0 : IsDecimal(r);

    public static bool IsNumeric(Rune r) => Rune.GetNumericValue(r) >= 0 || IsDecimal(r);

    private static bool HasCase(string text, Func<Rune, bool> wanted, Func<Rune, bool> forbidden)
    {
        var any = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (forbidden(rune))
                return false;
            any |= wanted(rune);
        }

        return any;
    }

    private static bool IsCased(Rune r) => IsUpperRune(r) || IsLowerRune(r) || IsTitleRune(r);

    private static bool IsUpperRune(Rune r) => Rune.GetUnicodeCategory(r) == UnicodeCategory.UppercaseLetter || r.Value is (>= 0x2160 and <= 0x216f) or (>= 0x24b6 and <= 0x24cf);

    private static bool IsLowerRune(Rune r) => Rune.GetUnicodeCategory(r) == UnicodeCategory.LowercaseLetter || r.Value is 0xaa or 0xba or (>= 0x2170 and <= 0x217f) or (>= 0x24d0 and <= 0x24e9) or (>= 0x2b0 and <= 0x2b8);

    private static bool IsTitleRune(Rune r) => Rune.GetUnicodeCategory(r) == UnicodeCategory.TitlecaseLetter;

    private static string Title(string point)
    {
        var c = point[0];
        if (c is (>= '\u01c4' and <= '\u01cc') or (>= '\u01f1' and <= '\u01f3'))
            return c >= '\u01f1' ? "\u01f2" : ((char)(((c - '\u01c4') / 3 * 3) + '\u01c5')).ToString();
        if (c is (>= '\u10d0' and <= '\u10fa') or (>= '\u10fd' and <= '\u10ff'))
            return point;
        var upper = Upper(point);
        return upper.Length > 1 && point.Length == 1 ? LongTitle(c, upper) : upper;
    }

    /// <summary>Title case of those whose upper case is longer: Greek with iota, ligatures, sharp s.</summary>
    private static string LongTitle(char c, string upper) => c switch
    {
        '\u0149' => upper,
        >= '\u1f80' and <= '\u1faf' => ((char)(c | 8)).ToString(),
        '\u1fb3' or '\u1fc3' or '\u1ff3' => ((char)(c + 9)).ToString(),
        '\u1fbc' or '\u1fcc' or '\u1ffc' => c.ToString(),
        >= '\u1fb2' and <= '\u1ff7' when upper[^1] == '\u0399' => $"{upper[0]}{upper[1..^1]}\u0345",
        _ => upper[..1] + Lower(upper[1..]),
    };

    private static string FoldOne(Rune rune)
    {
        var text = rune.ToString();
        if (rune.Value is 0x131 || rune.Value is >= 0x13a0 and <= 0x13f5)
            return text;
        return rune.Value is >= 0xab70 and <= 0xabbf ? Upper(text) : Lower(Upper(text)).Replace('ς', 'σ');
    }

    private static bool IsFinalSigma(string text, int at)
    {
        var before = at - 1;
        while (before >= 0 && IsIgnorable(text[before]))
            before--;
        var after = at + 1;
        while (after < text.Length && IsIgnorable(text[after]))
            after++;
        return before >= 0 && char.IsLetter(text[before]) && (after >= text.Length || !char.IsLetter(text[after]));
    }

    private static bool IsIgnorable(char c) => c is '\'' or '.' or ':' or '\u00ad' or '\u00b7' or '\u2019' || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.Format;
}
