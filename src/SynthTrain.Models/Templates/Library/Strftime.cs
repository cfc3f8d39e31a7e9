using System.Globalization;
using System.Text;

namespace SynthTrain.Models.Templates;

/// <summary>Python's <c>strftime</c> on Linux, that is glibc's in the C locale, of a date without a time zone.</summary>
internal static class Strftime
{
    public static string Format(DateTime at, string format)
    {
        var to = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 >= format.Length)
                to.Append(format[i]);
            else
                i = Directive(to, at, format, i);
        }

        return to.ToString();
    }

    /// <summary>Returns the index of the last character used.</summary>
    private static int Directive(StringBuilder to, DateTime at, string format, int start)
    {
        var i = start + 1;
        var flag = format[i] is '-' or '_' or '0' or '^' or '#' ? format[i++] : ' ';
        var digits = i;
        while (i < format.Length && char.IsAsciiDigit(format[i]) && i - digits < 3)
            i++;
        var width = i > digits ? int.Parse(format[digits..i], CultureInfo.InvariantCulture) : 0;
        if (i < format.Length && format[i] is 'E' or 'O')
            i++;
        if (i >= format.Length || Field(at, format[i]) is not { } field)
        {
            to.Append(format, start, Math.Min(i + 1, format.Length) - start);
            return Math.Min(i, format.Length - 1);
        }

        to.Append(Pad(field, flag, width));
        return i;
    }

    private static string Pad((string Text, char Fill) field, char flag, int width)
    {
        var (text, fill) = field;
        var size = Math.Max(width, text.Length);
        switch (flag)
        {
            case '-' when fill != ' ' || text.StartsWith(' '):
                text = text.TrimStart(text.StartsWith(' ') ? ' ' : '0') is { Length: > 0 } rest ? rest : "0";
                return text;
            case '_' when fill == '0':
                return (text.TrimStart('0') is { Length: > 0 } bare ? bare : "0").PadLeft(size);
            case '0':
                return text.TrimStart(' ').PadLeft(size, '0');
            case '^' or '#':
                return text.ToUpperInvariant().PadLeft(width);
            default:
                return text.PadLeft(size, fill == '0' ? '0' : ' ');
        }
    }

    private static (string Text, char Fill)? Field(DateTime at, char code) => code switch
    {
        'Y' => (N(at.Year, 1), '0'),
        'C' => (N(at.Year / 100, 2), '0'),
        'y' => (N(at.Year % 100, 2), '0'),
        'm' => (N(at.Month, 2), '0'),
        'd' => (N(at.Day, 2), '0'),
        'e' => (N(at.Day, 1).PadLeft(2), '_'),
        'j' => (N(at.DayOfYear, 3), '0'),
        'H' => (N(at.Hour, 2), '0'),
        'k' => (N(at.Hour, 1).PadLeft(2), '_'),
        'I' => (N(Twelve(at), 2), '0'),
        'l' => (N(Twelve(at), 1).PadLeft(2), '_'),
        'M' => (N(at.Minute, 2), '0'),
        'S' => (N(at.Second, 2), '0'),
        'f' => (N(at.Ticks % TimeSpan.TicksPerSecond / 10, 6), '0'),
        's' => (N((long)(at - DateTime.UnixEpoch).TotalSeconds, 1), '0'),
        'u' => (N(at.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)at.DayOfWeek, 1), '0'),
        'w' => (N((int)at.DayOfWeek, 1), '0'),
        'U' => (N((at.DayOfYear + 6 - (int)at.DayOfWeek) / 7, 2), '0'),
        'W' => (N((at.DayOfYear + 6 - (((int)at.DayOfWeek + 6) % 7)) / 7, 2), '0'),
        'V' => (N(ISOWeek.GetWeekOfYear(at), 2), '0'),
        'G' => (N(ISOWeek.GetYear(at), 1), '0'),
        'g' => (N(ISOWeek.GetYear(at) % 100, 2), '0'),
        _ => Words(at, code) is { } text ? (text, ' ') : null,
    };

    private static string? Words(DateTime at, char code) => code switch
    {
        'a' => at.ToString("ddd", CultureInfo.InvariantCulture),
        'A' => at.ToString("dddd", CultureInfo.InvariantCulture),
        'b' or 'h' => at.ToString("MMM", CultureInfo.InvariantCulture),
        'B' => at.ToString("MMMM", CultureInfo.InvariantCulture),
        'p' => at.Hour < 12 ? "AM" : "PM",
        'P' => at.Hour < 12 ? "am" : "pm",
        'c' => Format(at, "%a %b %e %H:%M:%S %Y"),
        'D' or 'x' => Format(at, "%m/%d/%y"),
        'F' => Format(at, "%Y-%m-%d"),
        'r' => Format(at, "%I:%M:%S %p"),
        'R' => Format(at, "%H:%M"),
        'T' or 'X' => Format(at, "%H:%M:%S"),
        'n' => "\n",
        't' => "\t",
        '%' => "%",
        'z' or 'Z' => string.Empty,
        _ => null,
    };

    private static int Twelve(DateTime at) => at.Hour % 12 == 0 ? 12 : at.Hour % 12;

    private static string N(long value, int digits) => value.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
}
