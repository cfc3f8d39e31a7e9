namespace SynthTrain.Models.Templates;

/// <summary>The methods of <c>str</c>.</summary>
internal static class TextMethods
{
    public static readonly Dictionary<string, Builtin> All = Make();

    private static Dictionary<string, Builtin> Make()
    {
        var all = new Dictionary<string, Builtin>(StringComparer.Ordinal);
        Case(all);
        Strip(all);
        Questions(all);
        Search(all);
        Split(all);
        Fill(all);
        Add(all, "replace", "old new count? /", a => Replace(Self(a), a.Text(1, "replace()"), ArgumentText(a, 2, "replace()"), a.Int(3, -1)));
        Add(all, "join", "iterable /", a => Join(Self(a), Py.TryIterate(a[1]) ?? throw Raise.Type("can only join an iterable")));
        all["format"] = new Builtin("format", (s, a) => StrFormat.Apply(Py.Str(a.Positional[0]), a.Skip(1), null));
        Add(all, "format_map", "mapping /", a => StrFormat.Apply(Self(a), new([], [.. ((a[1] as PyDict) ?? throw Raise.Type("'format_map' needs a mapping")).Entries.Select(e => KeyValuePair.Create(Py.Str(e.Key), e.Value))]), null));
        Add(all, "encode", "encoding? errors?", _ => throw Raise.Type("'encode' makes bytes, which chat templates here do not have"));
        Add(all, "translate", "table /", _ => throw Raise.Type("'translate' is not supported here; use 'replace'"));
        return all;
    }

    public static string Self(Bound a) => Py.Str(a[0]);

    /// <summary>The argument at a place, which Python counts without the text itself.</summary>
    public static string ArgumentText(Bound a, int index, string function) => Py.IsText(a[index], out var text)
        ? text
        : throw Raise.Type($"{function} argument {index} must be str, not {(a[index] is null ? "None" : Py.TypeName(a[index]))}");

    public static string Join(string separator, IEnumerable<object?> items)
    {
        var texts = new List<string>();
        long length = 0;
        foreach (var item in items)
        {
            texts.Add(Py.IsText(item, out var text) ? text : throw Raise.Type($"sequence item {texts.Count}: expected str instance, {Py.TypeName(item)} found"));
            RenderState.CheckLength(length += text.Length + separator.Length);
        }

        return string.Join(separator, texts);
    }

    public static string Replace(string text, string old, string with, int count)
    {
        if (count == 0)
            return text;
        RenderState.CheckLength(text.Length + (old.Length == 0 ? (long)with.Length * text.Length : (long)with.Length * (text.Length / old.Length)));
        if (old.Length == 0)
            return Interleave(text, with, count);
        if (count < 0)
            return text.Replace(old, with, StringComparison.Ordinal);
        var parts = text.Split(old, (int)Math.Min((long)count + 1, int.MaxValue));
        return string.Join(with, parts);
    }

    private static string Interleave(string text, string with, int count)
    {
        var points = Text.Points(text);
        var left = count < 0 ? int.MaxValue : count;
        var to = new System.Text.StringBuilder();
        for (var i = 0; i <= points.Length; i++)
        {
            if (left-- > 0)
                to.Append(with);
            if (i < points.Length)
                to.Append(points[i]);
        }

        return to.ToString();
    }

    private static void Case(Dictionary<string, Builtin> all)
    {
        Add(all, "upper", "/", a => Casing.Upper(Self(a)));
        Add(all, "lower", "/", a => Casing.Lower(Self(a)));
        Add(all, "title", "/", a => Casing.TitleWords(Self(a)));
        Add(all, "capitalize", "/", a => Casing.Capitalize(Self(a)));
        Add(all, "swapcase", "/", a => Casing.Swap(Self(a)));
        Add(all, "casefold", "/", a => Casing.Fold(Self(a)));
    }

    private static void Strip(Dictionary<string, Builtin> all)
    {
        Add(all, "strip", "chars? /", a => Text.Strip(Self(a), Chars(a, "strip")));
        Add(all, "lstrip", "chars? /", a => Text.Strip(Self(a), Chars(a, "lstrip"), right: false));
        Add(all, "rstrip", "chars? /", a => Text.Strip(Self(a), Chars(a, "rstrip"), left: false));
        Add(all, "removeprefix", "prefix /", a => ArgumentText(a, 1, "removeprefix()") is { Length: > 0 } p && Self(a).StartsWith(p, StringComparison.Ordinal) ? Self(a)[p.Length..] : Self(a));
        Add(all, "removesuffix", "suffix /", a => ArgumentText(a, 1, "removesuffix()") is { Length: > 0 } p && Self(a).EndsWith(p, StringComparison.Ordinal) ? Self(a)[..^p.Length] : Self(a));
    }

    private static string? Chars(Bound a, string name) => a.Or(1, null) switch
    {
        null => null,
        var given when Py.IsText(given, out var chars) => chars,
        _ => throw Raise.Type($"{name} arg must be None or str"),
    };

    private static void Questions(Dictionary<string, Builtin> all)
    {
        Add(all, "isalpha", "/", a => Py.Box(Casing.All(Self(a), Casing.IsAlpha)));
        Add(all, "isalnum", "/", a => Py.Box(Casing.All(Self(a), r => Casing.IsAlpha(r) || Casing.IsDecimal(r) || Casing.IsDigit(r) || Casing.IsNumeric(r))));
        Add(all, "isdecimal", "/", a => Py.Box(Casing.All(Self(a), Casing.IsDecimal)));
        Add(all, "isdigit", "/", a => Py.Box(Casing.All(Self(a), Casing.IsDigit)));
        Add(all, "isnumeric", "/", a => Py.Box(Casing.All(Self(a), Casing.IsNumeric)));
        Add(all, "isspace", "/", a => Py.Box(Self(a).Length > 0 && Self(a).All(Text.IsSpace)));
        Add(all, "isascii", "/", a => Py.Box(System.Text.Ascii.IsValid(Self(a))));
        Add(all, "islower", "/", a => Py.Box(Casing.IsLower(Self(a))));
        Add(all, "isupper", "/", a => Py.Box(Casing.IsUpper(Self(a))));
        Add(all, "istitle", "/", a => Py.Box(Casing.IsTitle(Self(a))));
        Add(all, "isidentifier", "/", a => Py.Box(Lexer.IsIdentifier(Self(a))));
        Add(all, "isprintable", "/", a => Py.Box(Py.IsPrintable(Self(a))));
    }

    private static void Search(Dictionary<string, Builtin> all)
    {
        Add(all, "startswith", "prefix start? end? /", a => Py.Box(TextSearch.Affix(a, "startswith", (t, p) => t.StartsWith(p, StringComparison.Ordinal))));
        Add(all, "endswith", "suffix start? end? /", a => Py.Box(TextSearch.Affix(a, "endswith", (t, p) => t.EndsWith(p, StringComparison.Ordinal))));
        Add(all, "find", "sub start? end? /", a => TextSearch.Find(a, last: false));
        Add(all, "rfind", "sub start? end? /", a => TextSearch.Find(a, last: true));
        Add(all, "index", "sub start? end? /", a => Found(TextSearch.Find(a, last: false)));
        Add(all, "rindex", "sub start? end? /", a => Found(TextSearch.Find(a, last: true)));
        Add(all, "count", "sub start? end? /", TextSearch.Count);
    }

    private static object Found(object at) => at is -1L ? throw Raise.Value("substring not found") : at;

    private static void Split(Dictionary<string, Builtin> all)
    {
        Add(all, "split", "sep? maxsplit?", a => TextSplit.List(TextSplit.Split(a)));
        Add(all, "rsplit", "sep? maxsplit?", a => TextSplit.List(TextSplit.RightSplit(a)));
        Add(all, "splitlines", "keepends?", a => TextSplit.List(TextSplit.Lines(Self(a), a.Flag(1))));
        Add(all, "partition", "sep /", a => TextSplit.Partition(Self(a), ArgumentText(a, 1, "partition()"), last: false));
        Add(all, "rpartition", "sep /", a => TextSplit.Partition(Self(a), ArgumentText(a, 1, "rpartition()"), last: true));
    }

    private static void Fill(Dictionary<string, Builtin> all)
    {
        Add(all, "ljust", "width fillchar? /", a => TextFill.Pad(a, left: false, right: true));
        Add(all, "rjust", "width fillchar? /", a => TextFill.Pad(a, left: true, right: false));
        Add(all, "center", "width fillchar? /", a => TextFill.Pad(a, left: true, right: true));
        Add(all, "zfill", "width /", a => TextFill.Zeros(Self(a), a.Int(1)));
        Add(all, "expandtabs", "tabsize?", a => TextFill.Tabs(Self(a), a.Int(1, 8)));
    }

    private static void Add(Dictionary<string, Builtin> all, string name, string parameters, Func<Bound, object?> body) => all[name] = new Builtin(name, $"self {parameters}", body);
}
