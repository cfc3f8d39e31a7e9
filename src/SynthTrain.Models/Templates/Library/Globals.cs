namespace SynthTrain.Models.Templates;

/// <summary>The functions that transformers' environment offers.</summary>
internal static class Globals
{
    /// <summary>The sandbox's own limit (<c>jinja2.sandbox.MAX_RANGE</c>).</summary>
    private const int MaxRange = 100_000;

    public static readonly Builtin FromKeys = new("fromkeys", "iterable value? /", a =>
    {
        var dict = new PyDict();
        foreach (var key in Py.Iterate(a[0]))
            dict.Set(key, a.Or(1, null));
        return dict;
    });

    public static readonly Dictionary<string, object?> All = new(StringComparer.Ordinal)
    {
        ["range"] = new Builtin("range", "start stop? step? /", Range),
        ["dict"] = new Builtin("dict", Dict),
        ["namespace"] = new Builtin("namespace", Namespace),
        ["cycler"] = new Builtin("cycler", (_, a) => a.Positional.Length == 0 ? throw Raise.Runtime("at least one item has to be provided") : new Cycler(a.Positional)),
        ["joiner"] = new Builtin("joiner", "sep?", a => new Joiner(a.Or(0, ", "))),
        ["lipsum"] = new Builtin("lipsum", (_, _) => throw Raise.Runtime("'lipsum' makes random text, which is not allowed here: a template must give the same text each time")),
        ["raise_exception"] = new Builtin("_cached_compile_jinja_template.<locals>.raise_exception", "message", a => throw new TemplateError("TemplateError", Message(a[0]))),
        ["strftime_now"] = new Builtin("strftime_now", "format", a => Strftime.Format(a.State.Now, a.Text(0, "strftime()"))),
        ["self"] = new PyNamespace(),
    };

    /// <summary>Jinja keeps a message of None as None, and prints it as Python prints exceptions.</summary>
    private static string Message(object? value) => Py.Str(value);

    private static PyRange Range(Bound a)
    {
        var first = Whole(a[0]);
        var range = a.Has(1) ? new PyRange(first, Whole(a[1]), a.Has(2) ? Whole(a[2]) : 1) : new PyRange(0, first, 1);
        if (range.Step == 0)
            throw Raise.Value("range() arg 3 must not be zero");
        return range.Count > MaxRange ? throw Raise.Overflow($"Range too big. The sandbox blocks ranges larger than MAX_RANGE ({MaxRange}).") : range;
    }

    private static long Whole(object? value)
    {
        if (value is PyUndefined)
            throw Raise.Type("'Undefined' object cannot be interpreted as an integer");
        var n = Py.AsInteger(value) ?? throw Raise.Type($"'{Py.TypeName(value)}' object cannot be interpreted as an integer");
        return n > long.MaxValue / 4 || n < long.MinValue / 4 ? throw Raise.Overflow($"Range too big. The sandbox blocks ranges larger than MAX_RANGE ({MaxRange}).") : (long)n;
    }

    private static PyDict Dict(RenderState state, CallArguments given)
    {
        if (given.Positional.Length > 1)
            throw Raise.Type($"dict expected at most 1 argument, got {given.Positional.Length}");
        var dict = new PyDict();
        foreach (var (key, value) in Pairs(given.Positional.FirstOrDefault(new PyDict())))
            dict.Set(key, value);
        foreach (var (name, value) in given.Named)
            dict.Set(name, value);
        return dict;
    }

    private static IEnumerable<KeyValuePair<object?, object?>> Pairs(object? value)
    {
        if (value is PyDict dict)
            return dict.Entries;
        return Py.Iterate(value).Select(item =>
        {
            var pair = (Py.TryIterate(item) ?? throw Raise.Type("cannot convert dictionary update sequence element to a sequence")).Take(3).ToArray();
            return pair.Length == 2 ? KeyValuePair.Create(pair[0], pair[1]) : throw Raise.Value($"dictionary update sequence element has length {pair.Length}; 2 is required");
        });
    }

    private static PyNamespace Namespace(RenderState state, CallArguments given)
    {
        var space = new PyNamespace();
        foreach (var (key, value) in Dict(state, given).Entries)
            space.Set(string.Intern(Py.Str(key)), value);
        return space;
    }
}
