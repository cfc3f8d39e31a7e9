using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;

namespace SynthTrain.Models.Templates;

internal static partial class Py
{
    /// <summary>Python's <c>str(value)</c>.</summary>
    public static string Str(object? value) => value switch
    {
        string s => s,
        Markup m => m.Text,
        null => "None",
        bool b => b ? "True" : "False",
        long n => n.ToString(CultureInfo.InvariantCulture),
        PyUndefined => string.Empty,
        _ => Repr(value),
    };

    /// <summary>Python's <c>repr(value)</c>.</summary>
    public static string Repr(object? value)
    {
        var to = new StringBuilder();
        Repr(to, value);
        return to.ToString();
    }

    public static string ReprText(string text)
    {
        var to = new StringBuilder();
        ReprText(to, text);
        return to.ToString();
    }

    private static void Repr(StringBuilder to, object? value)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw Raise.Recursion();
        RenderState.CheckLength(to.Length);
        switch (value)
        {
            case string s:
                ReprText(to, s);
                break;
            case Markup m:
                to.Append("Markup(");
                ReprText(to, m.Text);
                to.Append(')');
                break;
            case PyList list:
                ReprItems(to, '[', list.Items, ']');
                break;
            case PyTuple { Items.Length: 1 } one:
                ReprItems(to, '(', one.Items, ',');
                to.Append(')');
                break;
            case PyTuple tuple:
                ReprItems(to, '(', tuple.Items, ')');
                break;
            case PyDict dict:
                ReprDict(to, dict);
                break;
            case PyView view:
                to.Append(view.TypeName).Append('(');
                ReprItems(to, '[', [.. view.Items], ']');
                to.Append(')');
                break;
            case PyNamespace space:
                to.Append("<Namespace ");
                ReprDict(to, Dict(space));
                to.Append('>');
                break;
            default:
                to.Append(ReprScalar(value));
                break;
        }
    }

    private static string ReprScalar(object? value) => value switch
    {
        null or bool or long => Str(value),
        double d => Real(d),
        BigInteger big => Digits(big),
        PyRange range => range.Step == 1 ? $"range({range.Start}, {range.Stop})" : $"range({range.Start}, {range.Stop}, {range.Step})",
        PyUndefined => "Undefined",
        PySlice slice => $"slice({Repr(slice.Start)}, {Repr(slice.Stop)}, {Repr(slice.Step)})",
        Macro macro => $"<Macro {(macro.Name is null ? "anonymous" : ReprText(macro.Name))}>",
        LoopContext loop => $"<LoopContext {loop.Index}/{loop.Length}>",
        _ => $"<{TypeName(value)} object>",
    };

    /// <summary>CPython refuses to print an int of more than 4300 digits.</summary>
    public static string Digits(BigInteger value)
    {
        if (value.GetBitLength() > 14_300 || BigInteger.Abs(value) >= s_tooManyDigits)
            throw Raise.Value("Exceeds the limit (4300 digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit");
        return value.ToString(CultureInfo.InvariantCulture);
    }

    private static readonly BigInteger s_tooManyDigits = BigInteger.Pow(10, 4300);

    /// <summary>The shortest text that gives the same double, in Python's layout.</summary>
    public static string Real(double value)
    {
        if (!double.IsFinite(value))
            return double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        if (value == 0)
            return double.IsNegative(value) ? "-0.0" : "0.0";
        var shortest = value.ToString("R", CultureInfo.InvariantCulture);
        var (digits, exponent) = Decimal(shortest);
        var sign = value < 0 ? "-" : string.Empty;
        if (exponent is < -4 or >= 16)
        {
            var mantissa = digits.Length == 1 ? digits : $"{digits[0]}.{digits[1..]}";
            return $"{sign}{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
        }

        if (exponent < 0)
            return $"{sign}0.{new string('0', -exponent - 1)}{digits}";
        if (digits.Length <= exponent + 1)
            return $"{sign}{digits}{new string('0', exponent + 1 - digits.Length)}.0";
        return $"{sign}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }

    /// <summary>Significant digits, and the power of ten of the first.</summary>
    private static (string Digits, int Exponent) Decimal(string text)
    {
        var plain = text.TrimStart('-');
        var e = plain.IndexOf('E', StringComparison.Ordinal);
        var exponent = e < 0 ? 0 : int.Parse(plain[(e + 1)..], CultureInfo.InvariantCulture);
        if (e >= 0)
            plain = plain[..e];
        var dot = plain.IndexOf('.', StringComparison.Ordinal);
        var whole = dot < 0 ? plain : plain[..dot];
        var all = dot < 0 ? plain : whole + plain[(dot + 1)..];
        var leading = all.Length - all.TrimStart('0').Length;
        var digits = all[leading..].TrimEnd('0');
        return (digits, exponent + whole.Length - 1 - leading);
    }

    private static void ReprItems(StringBuilder to, char open, IReadOnlyList<object?> items, char close)
    {
        to.Append(open);
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0)
                to.Append(", ");
            Repr(to, items[i]);
        }

        to.Append(close);
    }

    private static PyDict Dict(PyNamespace space)
    {
        var dict = new PyDict();
        foreach (var (key, value) in space.Entries)
            dict.Set(key, value);
        return dict;
    }

    private static void ReprDict(StringBuilder to, PyDict dict)
    {
        to.Append('{');
        var first = true;
        foreach (var (key, value) in dict.Entries)
        {
            if (!first)
                to.Append(", ");
            first = false;
            Repr(to, key);
            to.Append(": ");
            Repr(to, value);
        }

        to.Append('}');
    }

    private static void ReprText(StringBuilder to, string text)
    {
        var quote = text.Contains('\'', StringComparison.Ordinal) && !text.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        to.Append(quote);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is >= ' ' and < '\u007f')
            {
                if (c == quote || c == '\\')
                    to.Append('\\');
                to.Append(c);
            }
            else
            {
                i += ReprOther(to, text, i);
            }
        }

        to.Append(quote);
    }

    private static int ReprOther(StringBuilder to, string text, int at)
    {
        if (text[at] is '\n' or '\r' or '\t')
        {
            to.Append(text[at] switch { '\n' => "\\n", '\r' => "\\r", _ => "\\t" });
            return 0;
        }

        var whole = Rune.TryGetRuneAt(text, at, out var rune);
        if (whole && IsPrintable(rune))
        {
            to.Append(text, at, rune.Utf16SequenceLength);
            return rune.Utf16SequenceLength - 1;
        }

        var value = whole ? rune.Value : text[at];
        to.Append(Escapes.Write(value));
        return whole ? rune.Utf16SequenceLength - 1 : 0;
    }

    public static bool IsPrintable(string text) => text.EnumerateRunes().All(IsPrintable);

    private static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);
}
