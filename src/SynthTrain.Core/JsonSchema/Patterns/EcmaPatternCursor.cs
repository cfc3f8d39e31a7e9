using System.Globalization;

namespace SynthTrain.Core.JsonSchema;

/// <summary>A position in a pattern, and the escapes that mean the same inside and outside of a class.</summary>
internal sealed class EcmaPatternCursor(string pattern)
{
    public int At { get; set; }

    public bool AtEnd => At >= pattern.Length;

    public char Current => At < pattern.Length ? pattern[At] : '\0';

    public bool Take(string text)
    {
        if (string.CompareOrdinal(pattern, At, text, 0, text.Length) != 0)
            return false;
        At += text.Length;
        return true;
    }

    public string TakeUntil(char end, string what)
    {
        int stop = AtEnd ? -1 : pattern.IndexOf(end, At);
        if (stop < 0)
            throw Fault($"has {what} without '{end}'");
        string text = pattern[At..stop];
        At = stop + 1;
        return text;
    }

    public string TakeDigits()
    {
        int start = At;
        while (char.IsAsciiDigit(Current))
            At++;
        return pattern[start..At];
    }

    public int TakeCodePoint()
    {
        int codePoint = At + 1 < pattern.Length && char.IsSurrogatePair(pattern[At], pattern[At + 1])
            ? char.ConvertToUtf32(pattern[At], pattern[At + 1])
            : pattern[At];
        At += codePoint > char.MaxValue ? 2 : 1;
        return codePoint;
    }

    /// <summary>Takes \d, \w, \s, \p and their opposites, after the backslash; null when something else stands there.</summary>
    public CodePointSet? TakeSetEscape()
    {
        char letter = Current;
        CodePointSet? set = char.ToLowerInvariant(letter) switch
        {
            'd' => UnicodeProperty.Digits,
            'w' => UnicodeProperty.Word,
            's' => UnicodeProperty.Space,
            'p' => TakeProperty(),
            _ => null,
        };
        if (set is null)
            return null;
        At += letter is 'p' or 'P' ? 0 : 1;
        return char.IsAsciiLetterUpper(letter) ? set.Complement() : set;
    }

    /// <summary>Takes an escape that stands for one code point, after the backslash.</summary>
    public int TakeCharacterEscape()
    {
        if (AtEnd)
            throw Fault("ends in a single backslash; double it to match a backslash");
        int codePoint = TakeCodePoint();
        return codePoint switch
        {
            't' => '\t',
            'n' => '\n',
            'v' => '\v',
            'f' => '\f',
            'r' => '\r',
            '0' when !char.IsAsciiDigit(Current) => 0,
            'c' when char.IsAsciiLetter(Current) => pattern[At++] & 0x1F,
            'x' => TakeHex(2),
            'u' => TakeUnicodeEscape(),
            <= 0x7F when char.IsAsciiLetterOrDigit((char)codePoint) =>
                throw Fault($"has the escape '\\{(char)codePoint}', which ECMA-262 does not know; remove the backslash or write what it stands for", -2),
            _ => codePoint,
        };
    }

    public EcmaPatternException Fault(string text, int offset = 0) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{text} (at character {Math.Max(At + offset, 0) + 1})"));

    private CodePointSet TakeProperty()
    {
        At++;
        string name = Take("{") ? TakeUntil('}', "\\p{") : throw Fault("has \\p without {…}; write a general category such as \\p{L}");
        return UnicodeProperty.Find(name)
            ?? throw Fault($"has \\p{{{name}}}, which is not supported; use a general category such as L, Lu or Nd, or Any, ASCII, Assigned");
    }

    private int TakeUnicodeEscape()
    {
        if (Take("{"))
        {
            string hex = TakeUntil('}', "\\u{");
            return int.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value) && value is >= 0 and <= CodePointSet.MaxCodePoint
                ? value
                : throw Fault($"has \\u{{{hex}}}; give a hexadecimal code point up to 10FFFF");
        }

        int unit = TakeHex(4);
        int mark = At;
        if (char.IsHighSurrogate((char)unit) && Take("\\u") && Current != '{' && TakeHex(4) is int low && char.IsLowSurrogate((char)low))
            return char.ConvertToUtf32((char)unit, (char)low);
        At = mark;
        return unit;
    }

    private int TakeHex(int digits)
    {
        if (At + digits > pattern.Length
            || !int.TryParse(pattern.AsSpan(At, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value))
            throw Fault($"needs {digits} hexadecimal digits after \\{(digits == 2 ? 'x' : 'u')}");
        At += digits;
        return value;
    }
}
