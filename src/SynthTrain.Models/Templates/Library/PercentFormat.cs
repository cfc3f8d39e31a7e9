using System.Globalization;
using System.Numerics;
using System.Text;

namespace SynthTrain.Models.Templates;

/// <summary>Python's <c>format % values</c>.</summary>
internal sealed class PercentFormat
{
    private readonly string _format;
    private readonly object? _values;
    private readonly Func<string, string>? _escape;
    private int _at;
    private int _next;

    private PercentFormat(string format, object? values, Func<string, string>? escape) => (_format, _values, _escape) = (format, values, escape);

    /// <param name="format">The format.</param>
    /// <param name="values">One value, a tuple, or a dict.</param>
    /// <param name="escape">Escapes texts, for Markup.</param>
    public static string Apply(string format, object? values, Func<string, string>? escape) => new PercentFormat(format, values, escape).Run();

    private string Run()
    {
        var to = new StringBuilder();
        while (_at < _format.Length)
        {
            var c = _format[_at++];
            if (c == '%')
                Directive(to);
            else
                to.Append(c);
            RenderState.CheckLength(to.Length);
        }

        var used = _values is PyTuple tuple ? _next >= tuple.Items.Length : _next > 0 || _values is PyDict or PyList or PyRange or PyUndefined;
        return used ? to.ToString() : throw Raise.Type("not all arguments converted during string formatting");
    }

    private void Directive(StringBuilder to)
    {
        object? keyed = Signature.NotGiven;
        if (Peek == '(')
            keyed = Key();
        var flags = new StringBuilder();
        while (Peek is '-' or '+' or ' ' or '#' or '0')
            flags.Append(_format[_at++]);
        var width = Number();
        var precision = -1;
        if (Peek == '.')
        {
            _at++;
            precision = Math.Max(0, Number());
        }

        while (Peek is 'h' or 'l' or 'L')
            _at++;
        if (_at >= _format.Length)
            throw Raise.Value("incomplete format");
        var code = _format[_at++];
        if (code == '%')
            to.Append('%');
        else
            to.Append(Field(code, flags.ToString(), width, precision, ReferenceEquals(keyed, Signature.NotGiven) ? Next() : keyed));
    }

    private char Peek => _at < _format.Length ? _format[_at] : '\0';

    private object? Key()
    {
        var end = _format.IndexOf(')', _at);
        if (end < 0)
            throw Raise.Value("incomplete format key");
        var key = _format[(_at + 1)..end];
        _at = end + 1;
        _next = 1;
        if (_values is not PyDict dict)
            throw Raise.Type("format requires a mapping");
        return dict.TryGet(key, out var value) ? value : throw Raise.Key(Py.ReprText(key));
    }

    private int Number()
    {
        if (Peek == '*')
        {
            _at++;
            return Py.AsInteger(Next()) is { } n && BigInteger.Abs(n) < 1_000_000 ? (int)n : throw Raise.Type("* wants int");
        }

        var start = _at;
        while (char.IsAsciiDigit(Peek))
            _at++;
        return _at == start ? -1 : _at - start > 6 ? throw Raise.Limit("a format is too wide") : int.Parse(_format.AsSpan(start, _at - start), CultureInfo.InvariantCulture);
    }

    private object? Next()
    {
        if (_values is PyTuple tuple)
            return _next < tuple.Items.Length ? tuple.Items[_next++] : throw Raise.Type("not enough arguments for format string");
        return _next++ == 0 ? _values : throw Raise.Type("not enough arguments for format string");
    }

    private string Field(char code, string flags, int width, int precision, object? value)
    {
        var text = code switch
        {
            's' => Cut(Escaped(value, Py.Str(value)), precision),
            'r' or 'a' => Cut(Escaped(value, Py.Repr(value)), precision),
            'c' => Py.IsText(value, out var one) && Text.Length(one) == 1 ? one : value is long n && Rune.IsValid((int)n) ? new Rune((int)n).ToString() : throw Raise.Type("%c requires int or char"),
            'd' or 'i' or 'u' or 'x' or 'X' or 'o' => Whole(code, flags, precision, value),
            'e' or 'E' or 'f' or 'F' or 'g' or 'G' => Real(code, flags, precision, value),
            _ => throw Raise.Value($"unsupported format character '{code}' (0x{(int)code:x}) at index {_at - 1}"),
        };
        var missing = width - Text.Length(text);
        if (missing <= 0)
            return text;
        if (flags.Contains('-', StringComparison.Ordinal))
            return text + new string(' ', missing);
        if (!flags.Contains('0', StringComparison.Ordinal) || code is 's' or 'r' or 'a' or 'c')
            return new string(' ', missing) + text;
        var sign = text.Length > 0 && text[0] is '-' or '+' or ' ' ? 1 : 0;
        return text[..sign] + new string('0', missing) + text[sign..];
    }

    private string Escaped(object? value, string text) => _escape is null || value is Markup ? text : _escape(text);

    private static string Cut(string text, int precision) => precision >= 0 && precision < Text.Length(text) ? text[..Text.Offset(text, precision)] : text;

    private static string Whole(char code, string flags, int precision, object? value)
    {
        if (value is PyUndefined)
            throw Raise.Type($"%{code} format: a real number is required, not Undefined");
        var whole = code is 'x' or 'X' or 'o' ? "an integer is required" : "a real number is required";
        var n = Py.AsInteger(value) ?? (value is double d && code is 'd' or 'i' or 'u' ? new BigInteger(double.IsFinite((double)value!) ? (double)value! : throw Raise.Overflow("cannot convert float infinity to integer")) : throw Raise.Type($"%{code} format: {whole}, not {Py.TypeName(value)}"));
        var radix = code switch { 'x' or 'X' => 16, 'o' => 8, _ => 10 };
        var digits = radix == 10 ? Py.Digits(BigInteger.Abs(n)) : FormatSpec.Radix(BigInteger.Abs(n), radix);
        digits = digits.PadLeft(Math.Max(0, precision), '0');
        if (flags.Contains('#', StringComparison.Ordinal) && radix != 10)
            digits = (radix == 16 ? "0x" : "0o") + digits;
        return Sign(n.Sign < 0, flags) + (code == 'X' ? digits.ToUpperInvariant() : digits);
    }

    private static string Real(char code, string flags, int precision, object? value)
    {
        if (!Py.IsNumber(value))
            throw value is PyUndefined undefined ? undefined.Fail() : Raise.Type($"must be real number, not {Py.TypeName(value)}");
        var d = Py.AsDouble(value);
        return Sign(double.IsNegative(d), flags) + RealFormat.Digits(Math.Abs(d), code, precision, flags.Contains('#', StringComparison.Ordinal));
    }

    private static string Sign(bool negative, string flags) => negative ? "-" : flags.Contains('+', StringComparison.Ordinal) ? "+" : flags.Contains(' ', StringComparison.Ordinal) ? " " : string.Empty;
}
