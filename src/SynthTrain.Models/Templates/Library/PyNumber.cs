using System.Globalization;
using System.Numerics;
using System.Text;

namespace SynthTrain.Models.Templates;

/// <summary>Python's <c>int(text)</c> and <c>float(text)</c>.</summary>
internal static class PyNumber
{
    /// <summary>Null where Python raises ValueError.</summary>
    public static BigInteger? Integer(string text, int radix)
    {
        if (radix != 0 && radix is < 2 or > 36)
            return null;
        var digits = Ascii(Text.Strip(text, null));
        var negative = digits.StartsWith('-');
        if (negative || digits.StartsWith('+'))
            digits = digits[1..];
        var prefix = digits.Length > 1 && digits[0] == '0' ? char.ToLowerInvariant(digits[1]) switch { 'x' => 16, 'o' => 8, 'b' => 2, _ => 0 } : 0;
        if (prefix != 0 && radix == 0)
            radix = prefix;
        if (prefix == radix && radix != 0)
            digits = digits[2..].TrimStart('_') is var rest && digits.Length - 2 - rest.Length > 1 ? "_" : rest;
        if (radix == 0)
            radix = 10;
        return Digits(digits, radix) is { } n ? negative ? -n : n : null;
    }

    private static BigInteger? Digits(string digits, int radix)
    {
        if (digits.Length == 0 || digits[0] == '_' || digits[^1] == '_' || digits.Contains("__", StringComparison.Ordinal) || digits.Length > 4300)
            return null;
        var value = BigInteger.Zero;
        foreach (var c in digits)
        {
            if (c == '_')
                continue;
            var digit = char.IsAsciiDigit(c) ? c - '0' : char.IsAsciiLetter(c) ? char.ToLowerInvariant(c) - 'a' + 10 : 99;
            if (digit >= radix)
                return null;
            value = (value * radix) + digit;
        }

        return value;
    }

    /// <summary>Null where Python raises ValueError.</summary>
    public static double? Real(string text)
    {
        var plain = Ascii(Text.Strip(text, null));
        switch (plain.TrimStart('+', '-').ToUpperInvariant())
        {
            case "INF" or "INFINITY" when plain.Length - plain.TrimStart('+', '-').Length < 2:
                return plain[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            case "NAN" when plain.Length < 5:
                return double.NaN;
        }

        for (var i = 0; i < plain.Length; i++)
        {
            if (plain[i] == '_' && (i == 0 || i == plain.Length - 1 || !char.IsAsciiDigit(plain[i - 1]) || !char.IsAsciiDigit(plain[i + 1])))
                return null;
        }

        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(plain.Replace("_", string.Empty, StringComparison.Ordinal), Style, CultureInfo.InvariantCulture, out var value) ? value : null;
    }

    /// <summary>Digits of other scripts become those of ASCII.</summary>
    private static string Ascii(string text)
    {
        if (System.Text.Ascii.IsValid(text))
            return text;
        var to = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
            to.Append(Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber ? ((int)Rune.GetNumericValue(rune)).ToString(CultureInfo.InvariantCulture) : rune.ToString());
        return to.ToString();
    }
}
