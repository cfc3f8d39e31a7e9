using System.Numerics;

namespace SynthTrain.Models.Templates;

internal static partial class Py
{
    private const int MaxBits = 1 << 20;

    /// <summary>Python's binary operators.</summary>
    public static object? Operate(string op, object? a, object? b)
    {
        if (a is long x && b is long y && Fast(op, x, y) is { } quick)
            return quick;
        if (op == "%" && IsText(a, out var format) && (b is not PyUndefined || a is string))
            return a is Markup ? new Markup(PercentFormat.Apply(format, b, Markup.EscapeText)) : PercentFormat.Apply(format, b, null);
        if (a is PyUndefined left)
            throw left.Fail();
        if (b is PyUndefined right)
            throw right.Fail();
        if (IsNumber(a) && IsNumber(b))
            return a is double || b is double ? Reals(op, AsDouble(a), AsDouble(b)) : Integers(op, AsInteger(a)!.Value, AsInteger(b)!.Value);
        return op switch
        {
            "+" => Add(a, b),
            "*" => Multiply(a, b),
            _ => throw Unsupported(op, a, b),
        };
    }

    private static object? Fast(string op, long x, long y) => op switch
    {
        "+" when ((x ^ (x + y)) & (y ^ (x + y))) >= 0 => x + y,
        "-" when ((x ^ y) & (x ^ (x - y))) >= 0 => x - y,
        "%" when x >= 0 && y > 0 => x % y,
        _ => null,
    };

    private static TemplateError Unsupported(string op, object? a, object? b) =>
        Raise.Type($"unsupported operand type(s) for {(op == "**" ? "** or pow()" : op)}: '{TypeName(a)}' and '{TypeName(b)}'");

    private static object Add(object? a, object? b)
    {
        if (IsText(a, out var x) && IsText(b, out var y))
        {
            RenderState.CheckLength((long)x.Length + y.Length);
            return a is Markup || b is Markup ? new Markup(Markup.Escape(a).Text + Markup.Escape(b).Text) : x + y;
        }

        if (a is Markup || b is Markup)
            throw Unsupported("+", a, b);
        if (a is PyList p && b is PyList q)
            return new PyList(Join(p.Items, q.Items));
        if (a is PyTuple s && b is PyTuple t)
            return new PyTuple(Join(s.Items, t.Items));
        throw a is string or PyList or PyTuple
            ? Raise.Type($"can only concatenate {TypeName(a)} (not \"{TypeName(b)}\") to {TypeName(a)}")
            : Unsupported("+", a, b);
    }

    private static object?[] Join(IReadOnlyList<object?> a, IReadOnlyList<object?> b)
    {
        RenderState.CheckLength((long)a.Count + b.Count);
        return [.. a, .. b];
    }

    private static object Multiply(object? a, object? b)
    {
        if (!IsSequence(a))
            (a, b) = (b, a);
        if (!IsSequence(a))
            throw Unsupported("*", b, a);
        var times = AsInteger(b) ?? throw Raise.Type($"can't multiply sequence by non-int of type '{TypeName(b)}'");
        var length = a switch { string s => s.Length, Markup m => m.Text.Length, PyList l => l.Count, var t => ((PyTuple)t!).Items.Length };
        if (length * times > int.MaxValue)
            throw Raise.Limit("a sequence is repeated too often");
        var count = (int)BigInteger.Max(0, BigInteger.Min(times, int.MaxValue));
        if (length == 0)
            count = 0;
        RenderState.CheckLength((long)length * count);
        return a switch
        {
            string s => Text.Repeat(s, count),
            Markup m => new Markup(Text.Repeat(m.Text, count)),
            PyList l => new PyList([.. Enumerable.Repeat(l.Items, count).SelectMany(i => i)]),
            var t => new PyTuple([.. Enumerable.Repeat(((PyTuple)t!).Items, count).SelectMany(i => i)]),
        };
    }

    private static bool IsSequence(object? value) => value is string or Markup or PyList or PyTuple;

    private static object Integers(string op, BigInteger a, BigInteger b) => op switch
    {
        "+" => Int(a + b),
        "-" => Int(a - b),
        "*" => a.GetBitLength() + b.GetBitLength() > MaxBits ? throw Raise.Limit("a number is too large") : Int(a * b),
        "/" => b.IsZero ? throw Raise.ZeroDivision("division by zero") : Quotient(a, b),
        "//" => b.IsZero ? throw Raise.ZeroDivision("integer division or modulo by zero") : Int(Floor(a, b)),
        "%" => b.IsZero ? throw Raise.ZeroDivision("integer modulo by zero") : Int(a - (Floor(a, b) * b)),
        _ => Power(a, b),
    };

    private static BigInteger Floor(BigInteger a, BigInteger b)
    {
        var quotient = BigInteger.DivRem(a, b, out var rest);
        return !rest.IsZero && (rest.Sign < 0) != (b.Sign < 0) ? quotient - 1 : quotient;
    }

    private static double Quotient(BigInteger a, BigInteger b)
    {
        if (BigInteger.Abs(a) < 1L << 53 && BigInteger.Abs(b) < 1L << 53)
            return (double)a / (double)b;
        var shift = (int)(b.GetBitLength() - a.GetBitLength()) + 80;
        var scaled = shift > 0 ? Floor(a << shift, b) : Floor(a >> -shift, b);
        var result = Math.ScaleB((double)scaled, -shift);
        return double.IsFinite(result) ? result : throw Raise.Overflow("integer division result too large for a float");
    }

    private static object Power(BigInteger a, BigInteger b)
    {
        if (b.Sign < 0)
            return a.IsZero ? throw Raise.ZeroDivision("0.0 cannot be raised to a negative power") : Reals("**", AsDouble(Int(a)), AsDouble(Int(b)));
        if (a.IsZero || a.IsOne || b.IsZero)
            return Int(b.IsZero ? BigInteger.One : a);
        if (a == BigInteger.MinusOne)
            return b.IsEven ? 1L : -1L;
        return b > MaxBits || a.GetBitLength() * (long)b > MaxBits ? throw Raise.Limit("a number is too large") : Int(BigInteger.Pow(a, (int)b));
    }

    private static double Reals(string op, double a, double b) => op switch
    {
        "+" => a + b,
        "-" => a - b,
        "*" => a * b,
        "/" => b == 0 ? throw Raise.ZeroDivision("float division by zero") : a / b,
        "//" => b == 0 ? throw Raise.ZeroDivision("float floor division by zero") : FloorReal(a, b),
        "%" => b == 0 ? throw Raise.ZeroDivision("float modulo") : Modulo(a, b),
        _ => PowerReal(a, b),
    };

    private static double Modulo(double a, double b)
    {
        var rest = a % b;
        if (rest != 0 && (rest < 0) != (b < 0))
            rest += b;
        return rest == 0 ? Math.CopySign(0, b) : rest;
    }

    private static double FloorReal(double a, double b)
    {
        var rest = a % b;
        var quotient = (a - rest) / b;
        if (rest != 0 && (rest < 0) != (b < 0))
            quotient -= 1;
        var floor = Math.Floor(quotient);
        return quotient - floor > 0.5 ? floor + 1 : quotient == 0 ? Math.CopySign(0, a / b) : floor;
    }

    private static double PowerReal(double a, double b)
    {
        if (a == 0 && b < 0)
            throw Raise.ZeroDivision("0.0 cannot be raised to a negative power");
        if (a < 0 && double.IsFinite(a) && double.IsFinite(b) && b != Math.Floor(b))
            throw Raise.Type("a power of a negative number to a fraction is a complex number, which templates here do not have");
        var result = Math.Pow(a, b);
        return double.IsInfinity(result) && double.IsFinite(a) && double.IsFinite(b) ? throw Raise.Overflow("(34, 'Numerical result out of range')") : result;
    }

    /// <summary>Unary minus and plus.</summary>
    public static object Sign(object? value, bool minus) => value switch
    {
        PyUndefined undefined => throw undefined.Fail(),
        double d => minus ? -d : d,
        _ => AsInteger(value) is { } n ? Int(minus ? -n : n) : throw Raise.Type($"bad operand type for unary {(minus ? '-' : '+')}: '{TypeName(value)}'"),
    };
}
