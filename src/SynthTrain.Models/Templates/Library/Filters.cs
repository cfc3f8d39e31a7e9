namespace SynthTrain.Models.Templates;

/// <summary>Jinja's filters, and transformers' <c>tojson</c>.</summary>
internal static class Filters
{
    private static readonly Dictionary<string, Builtin> s_all = Make();

    public static Builtin? Find(string name) => s_all.GetValueOrDefault(name);

    private static Dictionary<string, Builtin> Make()
    {
        var all = new Dictionary<string, Builtin>(StringComparer.Ordinal);
        Texts(all);
        Escaping(all);
        Numbers(all);
        Lists(all);
        Choosing(all);
        Builtin length = new("len", "obj /", a => Py.Length(a[0]));
        (all["length"], all["count"]) = (length, length);
        Builtin fallback = new("do_default", "value default_value? boolean?", a => a[0] is PyUndefined || (a.Flag(2) && !Py.Truth(a[0])) ? a.Or(1, string.Empty) : a[0]);
        (all["default"], all["d"]) = (fallback, fallback);
        Add(all, "attr", "do_attr", "obj name", a => a[0] is PyUndefined undefined ? throw undefined.Fail() : Py.IsText(a[1], out var name) && Attributes.TryMember(a[0], name, out var value) ? value : PyUndefined.Of(a[0], a[1]));
        all["tojson"] = new("tojson", "x ensure_ascii? indent? separators? sort_keys?", Json.Filter);
        foreach (var name in new[] { "pprint", "random", "urlize" })
            all[name] = new(name, (_, _) => throw Raise.Runtime($"the filter '{name}' is not supported in chat templates here"));
        return all;
    }

    private static void Texts(Dictionary<string, Builtin> all)
    {
        Add(all, "upper", "do_upper", "s", a => Method(a, "upper"));
        Add(all, "lower", "do_lower", "s", a => Method(a, "lower"));
        Add(all, "capitalize", "do_capitalize", "s", a => Method(a, "capitalize"));
        Add(all, "title", "do_title", "s", a => TextFilters.Title(Py.Str(a[0])));
        Add(all, "trim", "do_trim", "value chars?", a => a.Or(1, null) is null ? Method(a, "strip") : Method(a, "strip", a[1]));
        Add(all, "center", "do_center", "value width?", a => Method(a, "center", a.Or(1, 80L)));
        Add(all, "replace", "do_replace", "s old new count?", a => TextMethods.Replace(Py.Str(a[0]), Py.Str(a[1]), Py.Str(a[2]), a.Or(3, null) is null ? -1 : a.Int(3)));
        Add(all, "indent", "do_indent", "s width? first? blank?", TextFilters.Indent);
        Add(all, "truncate", "do_truncate", "s length? killwords? end? leeway?", TextFilters.Truncate);
        Add(all, "wordcount", "do_wordcount", "s", a => TextFilters.Words(Py.Str(a[0])));
        Add(all, "wordwrap", "do_wordwrap", "s width? break_long_words? wrapstring? break_on_hyphens?", WordWrap.Filter);
        Add(all, "string", "soft_str", "s /", a => a[0] is Markup ? a[0] : Py.Str(a[0]));
        all["format"] = new("do_format", TextFilters.Format);
    }

    private static void Escaping(Dictionary<string, Builtin> all)
    {
        Builtin escape = new("escape", "s /", a => Markup.Escape(a[0]));
        (all["escape"], all["e"]) = (escape, escape);
        Add(all, "forceescape", "do_forceescape", "value", a => new Markup(Markup.EscapeText(Py.Str(a[0]))));
        Add(all, "safe", "do_mark_safe", "value", a => a[0] as Markup ?? new Markup(Py.Str(a[0])));
        Add(all, "striptags", "do_striptags", "value", a => Html.StripTags(Py.Str(a[0])));
        Add(all, "urlencode", "do_urlencode", "value", TextFilters.UrlEncode);
        Add(all, "xmlattr", "do_xmlattr", "d autospace?", Html.Attributes);
    }

    private static void Numbers(Dictionary<string, Builtin> all)
    {
        Add(all, "abs", "abs", "x /", a => NumberFilters.Abs(a[0]));
        Add(all, "round", "do_round", "value precision? method?", NumberFilters.Round);
        Add(all, "int", "do_int", "value default? base?", NumberFilters.Int);
        Add(all, "float", "do_float", "value default?", NumberFilters.Float);
        Add(all, "filesizeformat", "do_filesizeformat", "value binary?", NumberFilters.FileSize);
        Add(all, "sum", "do_sum", "iterable attribute? start?", a => ListFilters.Sum(a));
    }

    private static void Lists(Dictionary<string, Builtin> all)
    {
        Add(all, "list", "do_list", "value", a => new PyList(ListFilters.All(a[0])));
        Add(all, "join", "do_join", "value d? attribute?", ListFilters.Join);
        Add(all, "first", "do_first", "seq", a => ListFilters.First(Py.Iterate(a[0]), "No first item, sequence was empty."));
        Add(all, "last", "do_last", "seq", a => ListFilters.First(ListFilters.Reversed(a[0]) ?? throw Raise.Type($"'{Py.TypeName(a[0])}' object is not reversible"), "No last item, sequence was empty."));
        Add(all, "reverse", "do_reverse", "value", ListFilters.Reverse);
        Add(all, "sort", "do_sort", "value reverse? case_sensitive? attribute?", ListFilters.Sort);
        Add(all, "unique", "do_unique", "value case_sensitive? attribute?", a => new PyGenerator(ListFilters.Unique(a)));
        Add(all, "min", "do_min", "value case_sensitive? attribute?", a => ListFilters.Extreme(a, max: false));
        Add(all, "max", "do_max", "value case_sensitive? attribute?", a => ListFilters.Extreme(a, max: true));
        Add(all, "items", "do_items", "value", a => new PyGenerator(ListFilters.Items(a[0])));
        Add(all, "dictsort", "do_dictsort", "value case_sensitive? by? reverse?", ListFilters.DictSort);
        Add(all, "batch", "do_batch", "value linecount fill_with?", a => new PyGenerator(ListFilters.Batch(a)));
        Add(all, "slice", "do_slice", "value slices fill_with?", a => new PyGenerator(ListFilters.Slice(a)));
        Add(all, "groupby", "do_groupby", "value attribute default? case_sensitive?", ListFilters.GroupBy);
    }

    private static void Choosing(Dictionary<string, Builtin> all)
    {
        all["map"] = new("do_map", (s, a) => new PyGenerator(Selecting.Map(s, a)));
        all["select"] = new("do_select", (s, a) => new PyGenerator(Selecting.Select(s, a, keep: true, ofAttribute: false)));
        all["reject"] = new("do_reject", (s, a) => new PyGenerator(Selecting.Select(s, a, keep: false, ofAttribute: false)));
        all["selectattr"] = new("do_selectattr", (s, a) => new PyGenerator(Selecting.Select(s, a, keep: true, ofAttribute: true)));
        all["rejectattr"] = new("do_rejectattr", (s, a) => new PyGenerator(Selecting.Select(s, a, keep: false, ofAttribute: true)));
    }

    /// <summary>A method of the value as text, so that Markup stays Markup.</summary>
    private static object? Method(Bound a, string name, params object?[] more)
    {
        var text = a[0] as Markup ?? (object)Py.Str(a[0]);
        return Methods.Find(text, name)!.Call(a.State, new([text, .. more]));
    }

    private static void Add(Dictionary<string, Builtin> all, string name, string function, string parameters, Func<Bound, object?> body) => all[name] = new Builtin(function, parameters, body);
}
