using System.Numerics;

namespace SynthTrain.Models.Templates;

/// <summary>Python's meaning of values. None is null; int is long, or BigInteger where long is too small; str is string or <see cref="Markup"/>.</summary>
internal static partial class Py
{
    public static readonly object True = true;
    public static readonly object False = false;

    public static object Box(bool value) => value ? True : False;

    /// <summary>An int in its one form.</summary>
    public static object Int(BigInteger value) => value >= long.MinValue && value <= long.MaxValue ? (object)(long)value : value;

    public static bool IsText(object? value, out string text)
    {
        text = value as string ?? (value as Markup)?.Text!;
        return text is not null;
    }

    /// <summary>An int or bool as a number; null for all else.</summary>
    public static BigInteger? AsInteger(object? value) => value switch
    {
        long n => n,
        bool b => b ? BigInteger.One : BigInteger.Zero,
        BigInteger big => big,
        _ => null,
    };

    public static bool IsNumber(object? value) => value is long or double or bool or BigInteger;

    public static double AsDouble(object? value) => value switch
    {
        long n => n,
        double d => d,
        bool b => b ? 1 : 0,
        BigInteger big => double.IsFinite((double)big) ? (double)big : throw Raise.Overflow("int too large to convert to float"),
        _ => throw Raise.Type($"must be real number, not {TypeName(value)}"),
    };

    /// <summary>Python's <c>type(value).__name__</c>.</summary>
    public static string TypeName(object? value) => value switch
    {
        null => "NoneType",
        string => "str",
        Markup => "Markup",
        bool => "bool",
        long or BigInteger => "int",
        double => "float",
        PyList => "list",
        PyTuple => "tuple",
        PyDict => "dict",
        PyRange => "range",
        PySlice => "slice",
        PyUndefined => "Undefined",
        PyNamespace => "TemplateNamespace",
        PyView view => view.TypeName,
        PyGenerator generator => generator.TypeName,
        LoopContext => "LoopContext",
        Cycler => "Cycler",
        PyCallable callable => callable.TypeName,
        _ => value.GetType().Name,
    };

    public static bool Truth(object? value) => value switch
    {
        null or PyUndefined => false,
        bool b => b,
        string s => s.Length > 0,
        Markup m => m.Text.Length > 0,
        long n => n != 0,
        double d => d != 0,
        BigInteger big => !big.IsZero,
        PyList list => list.Count > 0,
        PyTuple tuple => tuple.Items.Length > 0,
        PyDict dict => dict.Count > 0,
        PyView view => view.Dict.Count > 0,
        PyRange range => range.Count > 0,
        LoopContext loop => loop.Length > 0,
        _ => true,
    };

    /// <summary>Python's <c>len</c>.</summary>
    public static long Length(object? value) => value switch
    {
        string s => Text.Length(s),
        Markup m => Text.Length(m.Text),
        PyList list => list.Count,
        PyTuple tuple => tuple.Items.Length,
        PyDict dict => dict.Count,
        PyView view => view.Dict.Count,
        PyRange range => range.Count,
        PyUndefined => 0,
        LoopContext loop => loop.Length,
        _ => throw Raise.Type($"object of type '{TypeName(value)}' has no len()"),
    };

    /// <summary>Python's <c>iter</c>.</summary>
    public static IEnumerable<object?> Iterate(object? value) => TryIterate(value) ?? throw Raise.Type($"'{TypeName(value)}' object is not iterable");

    public static IEnumerable<object?>? TryIterate(object? value) => value switch
    {
        PyList list => list.Items,
        PyTuple tuple => tuple.Items,
        string s => Text.Each(s),
        Markup m => Text.Each(m.Text),
        PyDict dict => dict.Entries.Select(e => e.Key),
        PyView view => view.Items,
        PyRange range => Numbers(range),
        PyGenerator generator => generator.Rest(),
        PyUndefined => [],
        LoopContext loop => loop.Rest(),
        _ => null,
    };

    /// <summary>Whether an object is one (the test <c>sameas</c>, Python's <c>is</c>).</summary>
    public static bool Same(object? a, object? b) => a switch
    {
        null => b is null,
        bool x => b is bool y && x == y,
        long x => b is long y && x == y && x is >= -5 and <= 256,
        string x => ReferenceEquals(a, b) || (b is string y && x == y && x.Length <= 1),
        _ => ReferenceEquals(a, b),
    };

    private static IEnumerable<object?> Numbers(PyRange range)
    {
        for (long i = 0, count = range.Count; i < count; i++)
            yield return range.At(i);
    }
}
