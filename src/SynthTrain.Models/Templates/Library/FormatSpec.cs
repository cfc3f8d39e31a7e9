using System.Globalization;
using System.Numerics;
using System.Text;

namespace SynthTrain.Models.Templates;

/// <summary>Python's format specification, <c>[[fill]align][sign][z][#][0][width][,][.precision][type]</c>.</summary>
internal sealed record FormatSpec(string? Fill, char Align, char Sign, bool Alternate, int Width, char Group, int Precision, char Type)
{
    private const int MaxWidth = 1_000_000;

    public static FormatSpec Parse(string text)
    {
        var points = Text.Points(text);
        var i = 0;
        string? fill = null;
        var align = ' ';
        if (points.Length > 1 && points[1] is "<" or ">" or "=" or "^")
            (fill, align, i) = (points[0], points[1][0], 2);
        else if (points.Length > 0 && points[0] is "<" or ">" or "=" or "^")
            (align, i) = (points[0][0], 1);
        var sign = Take("+- ");
        Take("z");
        var alternate = Take("#") != '\0';
        if (Take("0") != '\0' && align == ' ')
            (fill, align) = (fill ?? "0", '=');
        var width = Number();
        var group = Take(",_");
        var precision = -1;
        if (Take(".") != '\0' && (precision = Number()) < 0)
            throw Raise.Value("Format specifier missing precision");
        var type = i < points.Length && points[i].Length == 1 ? points[i++][0] : '\0';
        return i < points.Length ? throw Raise.Value($"Invalid format specifier '{text}'") : new(fill, align, sign, alternate, width, group, precision, type);

        char Take(string any) => i < points.Length && any.Contains(points[i], StringComparison.Ordinal) ? points[i++][0] : '\0';

        int Number()
        {
            var start = i;
            long value = 0;
            for (; i < points.Length && points[i].Length == 1 && char.IsAsciiDigit(points[i][0]); i++)
                value = Math.Min((value * 10) + points[i][0] - '0', int.MaxValue);
            return i == start ? -1 : value > MaxWidth ? throw Raise.Limit("a format is too wide") : (int)value;
        }
    }

    public string Apply(object? value) => value switch
    {
        _ when this == s_plain => Py.Str(value),
        string or Markup => TextValue(Py.Str(value)),
        bool when Type is '\0' or 's' => TextValue(Py.Str(value)),
        double d => Number(Real(d), double.IsNegative(d)),
        null or PyList or PyTuple or PyDict or PyUndefined => throw Raise.Type($"unsupported format string passed to {Py.TypeName(value)}.__format__"),
        _ => Py.AsInteger(value) is { } n ? Type is 'e' or 'E' or 'f' or 'F' or 'g' or 'G' or '%' ? Number(Real(Py.AsDouble(value)), n.Sign < 0) : Number(Whole(n), n.Sign < 0) : throw Raise.Type($"unsupported format string passed to {Py.TypeName(value)}.__format__"),
    };

    private static readonly FormatSpec s_plain = new(null, ' ', '\0', false, -1, '\0', -1, '\0');

    private string TextValue(string text)
    {
        if (Type is not ('\0' or 's'))
            throw Raise.Value($"Unknown format code '{Type}' for object of type 'str'");
        if (Sign != '\0')
            throw Raise.Value("Sign not allowed in string format specifier");
        if (Align == '=' && Fill != "0")
            throw Raise.Value("'=' alignment not allowed in string format specifier");
        if (Precision >= 0 && Precision < Text.Length(text))
            text = text[..Text.Offset(text, Precision)];
        return Pad(text, Align is ' ' or '=' ? '<' : Align);
    }

    private string Pad(string text, char align) => TextFill.Pad(text, Width, Fill ?? " ", align is '>' or '^', align is '<' or '^') is var padded && align == '^' ? Centered(text) : padded;

    /// <summary>Where the rest is odd, a format puts it to the right, and <c>str.center</c> does not always.</summary>
    private string Centered(string text)
    {
        var missing = Width - Text.Length(text);
        return missing <= 0 ? text : Text.Repeat(Fill ?? " ", missing / 2) + text + Text.Repeat(Fill ?? " ", missing - (missing / 2));
    }

    private string Number(string digits, bool negative)
    {
        var sign = negative ? "-" : Sign is '+' or ' ' ? Sign.ToString() : string.Empty;
        if (Alternate && Type is 'x' or 'X' or 'o' or 'b')
            sign += Alternate ? $"0{Type}" : string.Empty;
        digits = Grouped(digits);
        if (Align == '=')
        {
            var missing = Width - sign.Length - digits.Length;
            return missing > 0 ? sign + Text.Repeat(Fill ?? " ", missing) + digits : sign + digits;
        }

        return Pad(sign + digits, Align == ' ' ? '>' : Align);
    }

    private string Grouped(string digits)
    {
        if (Group == '\0')
            return digits;
        var size = Type is 'x' or 'X' or 'o' or 'b' ? 4 : 3;
        var end = digits.AsSpan().IndexOfAny(".e%");
        var whole = end < 0 ? digits : digits[..end];
        if (Align == '=' && Fill == "0")
        {
            while (whole.Length + ((whole.Length - 1) / size) + (digits.Length - whole.Length) < Width && whole.Length < Width)
                (digits, whole) = ("0" + digits, "0" + whole);
        }

        var to = new StringBuilder();
        for (var i = 0; i < whole.Length; i++)
        {
            if (i > 0 && (whole.Length - i) % size == 0)
                to.Append(Group);
            to.Append(whole[i]);
        }

        return to.Append(digits, whole.Length, digits.Length - whole.Length).ToString();
    }

    private string Whole(BigInteger n)
    {
        if (Precision >= 0)
            throw Raise.Value("Precision not allowed in integer format specifier");
        n = BigInteger.Abs(n);
        return Type switch
        {
            '\0' or 'd' or 'n' => Py.Digits(n),
            'x' => Radix(n, 16),
            'X' => Radix(n, 16).ToUpperInvariant(),
            'o' => Radix(n, 8),
            'b' => Radix(n, 2),
            'c' => n < 0x110000 && Rune.IsValid((int)n) ? new Rune((int)n).ToString() : throw Raise.Overflow("%c arg not in range(0x110000)"),
            _ => throw Raise.Value($"Unknown format code '{Type}' for object of type 'int'"),
        };
    }

    public static string Radix(BigInteger n, int radix)
    {
        var digits = new Stack<char>();
        do
        {
            n = BigInteger.DivRem(n, radix, out var digit);
            digits.Push("0123456789abcdef"[(int)digit]);
        }
        while (!n.IsZero);
        return string.Concat(digits);
    }

    private string Real(double d) => RealFormat.Digits(Math.Abs(d), Type, Precision, Alternate);
}
