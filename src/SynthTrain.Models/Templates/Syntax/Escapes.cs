using System.Globalization;
using System.Text;

namespace SynthTrain.Models.Templates;

/// <summary>The escapes of a Python string literal, as Jinja reads them.</summary>
internal static class Escapes
{
    /// <summary>.NET has no names of characters; these are the ones seen in templates and those near them.</summary>
    private static readonly Dictionary<string, string> s_names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["BULLET"] = "\u2022", ["EM DASH"] = "\u2014", ["EN DASH"] = "\u2013", ["HORIZONTAL ELLIPSIS"] = "\u2026", ["NO-BREAK SPACE"] = "\u00a0", ["SPACE"] = " ",
        ["ZERO WIDTH SPACE"] = "\u200b", ["LEFT DOUBLE QUOTATION MARK"] = "\u201c", ["RIGHT DOUBLE QUOTATION MARK"] = "\u201d", ["LINE FEED"] = "\n", ["FULLWIDTH VERTICAL LINE"] = "\uff5c",
    };

    public static string Read(string text, int line)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
            return text;
        var to = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
                to.Append(text[i]);
            else
                i = One(to, text, i + 1, line);
        }

        return to.ToString();
    }

    /// <summary>Returns the index of the last character used.</summary>
    private static int One(StringBuilder to, string text, int at, int line)
    {
        if (at >= text.Length)
            throw Raise.Syntax("a string ends in a backslash", line);
        var c = text[at];
        switch (c)
        {
            case '\n':
                return at;
            case 'x':
                return Hex(to, text, at, 2, line);
            case 'u':
                return Hex(to, text, at, 4, line);
            case 'U':
                return Hex(to, text, at, 8, line);
            case 'N':
                return Named(to, text, at, line);
            case >= '0' and <= '7':
                return Octal(to, text, at);
        }

        var simple = "\\'\"abfnrtv".IndexOf(c, StringComparison.Ordinal);
        if (simple >= 0)
            to.Append("\\'\"\a\b\f\n\r\t\v"[simple]);
        else if (c > '\u007f')
            return Wide(to, text, at);
        else
            to.Append('\\').Append(c);
        return at;
    }

    /// <summary>The escape of a character, as short as Python writes it.</summary>
    public static string Write(int value)
    {
        var digits = value > 0xffff ? 8 : value > 0xff ? 4 : 2;
        return string.Concat(digits switch { 8 => "\\U", 4 => "\\u", _ => "\\x" }, value.ToString($"x{digits}", CultureInfo.InvariantCulture));
    }

    /// <summary>Jinja turns what is not ASCII into an escape first, so that a backslash before it escapes that escape's own backslash.</summary>
    private static int Wide(StringBuilder to, string text, int at)
    {
        var rune = Text.RuneAt(text, at);
        to.Append(Write(rune.Value));
        return at + rune.Utf16SequenceLength - 1;
    }

    private static int Octal(StringBuilder to, string text, int at)
    {
        var value = 0;
        var end = at;
        while (end < text.Length && end < at + 3 && text[end] is >= '0' and <= '7')
            value = (value * 8) + text[end++] - '0';
        to.Append((char)value);
        return end - 1;
    }

    private static int Hex(StringBuilder to, string text, int at, int digits, int line)
    {
        var end = at + 1 + digits;
        if (end > text.Length || !uint.TryParse(text.AsSpan(at + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) || value > 0x10ffff)
            throw Raise.Syntax($"the escape '\\{text[at]}' of a string needs {digits} hexadecimal digits of a character", line);
        if (value > 0xffff)
            to.Append(new Rune(value).ToString());
        else
            to.Append((char)value);
        return end - 1;
    }

    private static int Named(StringBuilder to, string text, int at, int line)
    {
        var end = text.IndexOf('}', at);
        if (end < 0 || at + 1 >= text.Length || text[at + 1] != '{')
            throw Raise.Syntax("the escape '\\N' of a string needs the name of a character in braces", line);
        var name = text[(at + 2)..end];
        to.Append(s_names.TryGetValue(name, out var found) ? found : throw Raise.Syntax($"the character name '{name}' is not known here; write '\\u' and its four hexadecimal digits", line));
        return end;
    }
}
