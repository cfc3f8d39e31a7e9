namespace SynthTrain.Models.Templates;

/// <summary>The methods of Markup: those of <c>str</c>, whose results are Markup again and whose texts are escaped where MarkupSafe 3 escapes them.</summary>
internal static class MarkupMethods
{
    private static readonly HashSet<string> s_escaping = new(StringComparer.Ordinal) { "ljust", "rjust", "center" };

    public static readonly Dictionary<string, Builtin> All = Make();

    private static Dictionary<string, Builtin> Make()
    {
        var all = TextMethods.All.ToDictionary(p => p.Key, p => new Builtin(p.Key, (s, a) => Wrap(p.Value.Call(s, s_escaping.Contains(p.Key) ? EscapeFrom(a, 2) : a))), StringComparer.Ordinal);
        all["replace"] = new("replace", (s, a) => Wrap(TextMethods.All["replace"].Call(s, EscapeAt(a, 2))));
        all["join"] = new("join", "self iterable /", a => new Markup(TextMethods.Join(TextMethods.Self(a), Py.Iterate(a[1]).Select(i => (object?)Markup.Escape(i)))));
        all["format"] = new("format", (_, a) => new Markup(StrFormat.Apply(Py.Str(a.Positional[0]), a.Skip(1), Markup.EscapeText)));
        all["striptags"] = new("striptags", "self", a => Html.StripTags(TextMethods.Self(a)));
        all["unescape"] = new("unescape", "self", a => System.Net.WebUtility.HtmlDecode(TextMethods.Self(a)));
        return all;
    }

    private static CallArguments EscapeFrom(CallArguments a, int index) => a.Positional.Length > index ? EscapeAt(a, index) : a;

    private static CallArguments EscapeAt(CallArguments a, int index)
    {
        if (a.Positional.Length <= index)
            return a;
        var values = (object?[])a.Positional.Clone();
        values[index] = Markup.Escape(values[index]).Text;
        return new(values, a.Named);
    }

    private static object? Wrap(object? value) => value switch
    {
        string text => new Markup(text),
        PyList list => new PyList([.. list.Items.Select(Wrap)]),
        PyTuple tuple => new PyTuple(Array.ConvertAll(tuple.Items, Wrap)),
        _ => value,
    };
}
