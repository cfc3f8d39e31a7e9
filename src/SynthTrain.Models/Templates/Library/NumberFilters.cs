using System.Globalization;
using System.Numerics;

namespace SynthTrain.Models.Templates;

/// <summary>Filters on numbers.</summary>
internal static class NumberFilters
{
    public static object Abs(object? value) => value switch
    {
        double d => Math.Abs(d),
        _ => Py.AsInteger(value) is { } n ? Py.Int(BigInteger.Abs(n)) : throw Raise.Type($"bad operand type for abs(): '{Py.TypeName(value)}'"),
    };

    public static object Round(Bound a)
    {
        var method = Py.Str(a.Or(2, "common"));
        if (method is not ("common" or "ceil" or "floor"))
            throw Raise.FilterArgument("method must be common, ceil or floor");
        var precision = a.Int(1);
        if (method == "common")
            return Common(a[0], precision);
        var power = Py.Operate("**", 10L, (long)precision);
        var scaled = Py.Operate("*", a[0], power);
        var whole = scaled is double d ? Whole(method == "ceil" ? Math.Ceiling(d) : Math.Floor(d)) : scaled;
        return Py.Operate("/", whole, power)!;
    }

    private static object Whole(double value) => double.IsFinite(value) ? Py.Int(new BigInteger(value)) : throw Raise.Overflow("cannot convert float infinity to integer");

    /// <summary>Python's <c>round(value, precision)</c>: half to even, of the exact value.</summary>
    private static object Common(object? value, int precision)
    {
        if (Py.AsInteger(value) is { } n)
            return precision >= 0 ? Py.Int(n) : RoundInteger(n, -precision);
        if (value is not double d)
            throw Raise.Type($"type {Py.TypeName(value)} doesn't define __round__ method");
        if (!double.IsFinite(d) || precision > 323)
            return d;
        if (precision < -308)
            return Math.CopySign(0, d);
        return precision >= 0 ? double.Parse(Exact.Fixed(d, precision), CultureInfo.InvariantCulture) : Math.CopySign((double)Py.AsInteger(RoundInteger(new BigInteger(Math.Round(d)), -precision))!.Value, d);
    }

    private static object RoundInteger(BigInteger n, int digits)
    {
        if (digits > 5000)
            return 0L;
        var unit = BigInteger.Pow(10, digits);
        var quotient = BigInteger.DivRem(n, unit, out var rest);
        var twice = BigInteger.Abs(rest) * 2;
        if (twice > unit || (twice == unit && !quotient.IsEven))
            quotient += n.Sign;
        return Py.Int(quotient * unit);
    }

    public static object? Int(Bound a)
    {
        var value = a[0];
        if (value is PyUndefined undefined)
            throw undefined.Fail();
        var radix = a.Int(2, 10);
        if (Py.IsText(value, out var text))
            return (PyNumber.Integer(text, radix) is { } n ? Py.Int(n) : PyNumber.Real(text) is { } d ? Truncated(d) : null) ?? a.Or(1, 0L);
        if (value is double real)
            return Truncated(real) ?? a.Or(1, 0L);
        return Py.AsInteger(value) is { } whole ? Py.Int(whole) : a.Or(1, 0L);
    }

    private static object? Truncated(double value) => double.IsFinite(value) ? Py.Int(new BigInteger(Math.Truncate(value))) : null;

    public static object? Float(Bound a)
    {
        if (a[0] is PyUndefined undefined)
            throw undefined.Fail();
        if (Py.IsText(a[0], out var text))
            return PyNumber.Real(text) ?? a.Or(1, 0.0);
        return Py.IsNumber(a[0]) ? Py.AsDouble(a[0]) : a.Or(1, 0.0);
    }

    public static object FileSize(Bound a)
    {
        if (a[0] is PyUndefined undefined)
            throw undefined.Fail();
        var bytes = Py.IsText(a[0], out var text) ? PyNumber.Real(text) ?? throw Raise.Value($"could not convert string to float: {Py.ReprText(text)}") : Py.AsDouble(a[0]);
        var binary = a.Flag(1);
        double unit = binary ? 1024 : 1000;
        if (bytes == 1)
            return "1 Byte";
        if (bytes < unit)
            return $"{((long)bytes).ToString(CultureInfo.InvariantCulture)} Bytes";
        var power = unit;
        foreach (var prefix in "kMGTPEZY")
        {
            if (bytes < power * unit || prefix == 'Y')
                return $"{Exact.Fixed(unit * bytes / (power * unit), 1)} {(binary ? char.ToUpperInvariant(prefix) : prefix)}{(binary ? "iB" : "B")}";
            power *= unit;
        }

        return string.Empty;
    }
}
