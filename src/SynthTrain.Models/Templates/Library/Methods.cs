namespace SynthTrain.Models.Templates;

/// <summary>The methods of Python's types that a template may call, and those that the sandbox hides because they change their object.</summary>
internal static class Methods
{
    private static readonly HashSet<string> s_changesList = new(StringComparer.Ordinal) { "append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort" };
    private static readonly HashSet<string> s_changesDict = new(StringComparer.Ordinal) { "clear", "pop", "popitem", "setdefault", "update" };

    private static readonly Dictionary<string, Builtin> s_dict = new(StringComparer.Ordinal)
    {
        ["get"] = new("get", "self key default? /", a => Dict(a).TryGet(Hashable(a[1]), out var value) ? value : a.Or(2, null)),
        ["keys"] = new("keys", "self /", a => new PyView(Dict(a), "dict_keys")),
        ["values"] = new("values", "self /", a => new PyView(Dict(a), "dict_values")),
        ["items"] = new("items", "self /", a => new PyView(Dict(a), "dict_items")),
        ["copy"] = new("copy", "self /", a => a[0]),
        ["fromkeys"] = new("fromkeys", (s, a) => Globals.FromKeys.Call(s, a.Skip(1))),
    };

    private static readonly Dictionary<string, Builtin> s_sequence = new(StringComparer.Ordinal)
    {
        ["count"] = new("count", "self value /", a => (long)Py.Iterate(a[0]).Count(i => ReferenceEquals(i, a[1]) || Py.Equal(i, a[1]))),
        ["index"] = new("index", "self value start? stop? /", a => IndexOf(a)),
    };

    private static readonly Dictionary<string, Builtin> s_list = new(s_sequence, StringComparer.Ordinal) { ["copy"] = new("copy", "self /", a => a[0]) };

    private static readonly Dictionary<string, Builtin> s_number = new(StringComparer.Ordinal)
    {
        ["bit_length"] = new("bit_length", "self /", a => (long)System.Numerics.BigInteger.Abs(Py.AsInteger(a[0])!.Value).GetBitLength()),
        ["is_integer"] = new("is_integer", "self /", a => Py.Box(a[0] is not double d || d == Math.Floor(d))),
        ["conjugate"] = new("conjugate", "self /", a => a[0] is bool ? Py.Int(Py.AsInteger(a[0])!.Value) : a[0]),
    };

    public static bool IsOfDict(string name) => s_dict.ContainsKey(name) || s_changesDict.Contains(name);

    public static Builtin? Find(object? owner, string name) => owner switch
    {
        string => TextMethods.All.GetValueOrDefault(name),
        Markup => MarkupMethods.All.GetValueOrDefault(name),
        PyDict => s_dict.GetValueOrDefault(name),
        PyList => s_list.GetValueOrDefault(name),
        PyTuple or PyRange => s_sequence.GetValueOrDefault(name),
        PyView view when name == "mapping" => null,
        long or System.Numerics.BigInteger or bool or double => s_number.GetValueOrDefault(name),
        _ => null,
    };

    public static bool ChangesIt(object? owner, string name) => owner switch
    {
        PyList => s_changesList.Contains(name),
        PyDict => s_changesDict.Contains(name),
        _ => false,
    };

    private static PyDict Dict(Bound a) => a[0] as PyDict ?? throw Raise.Type("a dict is needed");

    private static object? Hashable(object? key)
    {
        Hashing.Require(key);
        return key;
    }

    private static long IndexOf(Bound a)
    {
        var items = Py.Iterate(a[0]).ToList();
        var start = a.Int(2);
        var stop = a.Int(3, items.Count);
        start = start < 0 ? Math.Max(0, start + items.Count) : start;
        stop = Math.Min(items.Count, stop < 0 ? stop + items.Count : stop);
        for (var i = start; i < stop; i++)
        {
            if (ReferenceEquals(items[i], a[1]) || Py.Equal(items[i], a[1]))
                return i;
        }

        throw Raise.Value(a[0] is PyList ? $"{Py.Repr(a[1])} is not in list" : $"{Py.TypeName(a[0])}.index(x): x not in {Py.TypeName(a[0])}");
    }
}
