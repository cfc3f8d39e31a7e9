namespace SynthTrain.Models.Templates;

/// <summary>Jinja's tests.</summary>
internal static class Tests
{
    private static readonly Dictionary<string, Builtin> s_all = Make();

    public static Builtin? Find(string name) => s_all.GetValueOrDefault(name);

    private static Dictionary<string, Builtin> Make()
    {
        var all = new Dictionary<string, Builtin>(StringComparer.Ordinal);
        Kinds(all);
        Comparisons(all);
        Add(all, "value", a => Integer(a[0]) % 2 != 0, "odd");
        Add(all, "value", a => Integer(a[0]) % 2 == 0, "even");
        Add(all, "value num", a => Py.Equal(Py.Operate("%", a[0], a[1]), 0L), "divisibleby");
        Add(all, "value", a => Casing.IsLower(Py.Str(a[0])), "lower");
        Add(all, "value", a => Casing.IsUpper(Py.Str(a[0])), "upper");
        Add(all, "value", a => Py.IsText(a[0], out var name) && Filters.Find(name) is not null, "filter");
        Add(all, "value", a => Py.IsText(a[0], out var name) && s_all.ContainsKey(name), "test");
        return all;
    }

    private static void Kinds(Dictionary<string, Builtin> all)
    {
        Add(all, "value", a => a[0] is not PyUndefined, "defined");
        Add(all, "value", a => a[0] is PyUndefined, "undefined");
        Add(all, "value", a => a[0] is null, "none");
        Add(all, "value", a => a[0] is bool, "boolean");
        Add(all, "value", a => a[0] is true, "true");
        Add(all, "value", a => a[0] is false, "false");
        Add(all, "value", a => a[0] is long or System.Numerics.BigInteger, "integer");
        Add(all, "value", a => a[0] is double, "float");
        Add(all, "value", a => Py.IsNumber(a[0]), "number");
        Add(all, "value", a => Py.IsText(a[0], out _), "string");
        Add(all, "value", a => a[0] is PyDict, "mapping");
        Add(all, "value", a => a[0] is PyCallable or Cycler or PyUndefined, "callable");
        Add(all, "value", a => IsSequence(a[0]), "sequence");
        Add(all, "value", a => IsSequence(a[0]) || a[0] is PyGenerator or PyView or LoopContext, "iterable");
        Add(all, "value", a => a[0] is Markup, "escaped");
    }

    private static bool IsSequence(object? value) => value is string or Markup or PyList or PyTuple or PyDict or PyRange or PyUndefined;

    private static void Comparisons(Dictionary<string, Builtin> all)
    {
        Add(all, "value other", a => Py.Equal(a[0], a[1]), "eq", "==", "equalto");
        Add(all, "value other", a => !Py.Equal(a[0], a[1]), "ne", "!=");
        Add(all, "value other", a => Py.Order("<", a[0], a[1]), "lt", "<", "lessthan");
        Add(all, "value other", a => Py.Order("<=", a[0], a[1]), "le", "<=");
        Add(all, "value other", a => Py.Order(">", a[0], a[1]), "gt", ">", "greaterthan");
        Add(all, "value other", a => Py.Order(">=", a[0], a[1]), "ge", ">=");
        Add(all, "value seq", a => Py.Contains(a[1], a[0]), "in");
        Add(all, "value other", a => Py.Same(a[0], a[1]), "sameas");
    }

    private static System.Numerics.BigInteger Integer(object? value) => Py.Operate("%", value, 2L) switch
    {
        double d => d == 1 ? 1 : d == 0 ? 0 : 3,
        string => throw Raise.Type("not all arguments converted during string formatting"),
        var n => Py.AsInteger(n) ?? throw Raise.Type("unsupported operand type(s) for %"),
    };

    private static void Add(Dictionary<string, Builtin> all, string parameters, Func<Bound, bool> body, params string[] names)
    {
        foreach (var name in names)
            all[name] = new Builtin($"test_{name}", parameters, a => Py.Box(body(a)));
    }
}
