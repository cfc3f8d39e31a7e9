namespace SynthTrain.Models.Templates;

/// <summary>Finding texts in texts, by code points.</summary>
internal static class TextSearch
{
    public static object Find(Bound a, bool last)
    {
        var text = TextMethods.Self(a);
        var part = Needed(a, last ? "rfind" : "find");
        if (Window(a, text) is not { } window)
            return -1L;
        var at = last ? window.Text.LastIndexOf(part, StringComparison.Ordinal) : window.Text.IndexOf(part, StringComparison.Ordinal);
        if (last && part.Length == 0)
            at = window.Text.Length;
        return at < 0 ? -1L : (long)window.Start + Text.Length(window.Text.AsSpan(0, at));
    }

    public static object Count(Bound a)
    {
        var part = Needed(a, "count");
        if (Window(a, TextMethods.Self(a)) is not { } window)
            return 0L;
        if (part.Length == 0)
            return (long)Text.Length(window.Text) + 1;
        long count = 0;
        for (var at = window.Text.IndexOf(part, StringComparison.Ordinal); at >= 0; at = window.Text.IndexOf(part, at + part.Length, StringComparison.Ordinal))
            count++;
        return count;
    }

    public static bool Affix(Bound a, string name, Func<string, string, bool> test)
    {
        var choices = a[1] switch
        {
            PyTuple tuple => Array.ConvertAll(tuple.Items, i => Py.IsText(i, out var t) ? t : throw Raise.Type($"tuple for {name} must only contain str, not {Py.TypeName(i)}")),
            var one when Py.IsText(one, out var text) => [text],
            _ => throw Raise.Type($"{name} first arg must be str or a tuple of str, not {Py.TypeName(a[1])}"),
        };
        return Window(a, TextMethods.Self(a)) is { } window && Array.Exists(choices, c => test(window.Text, c));
    }

    private static string Needed(Bound a, string name) => Py.IsText(a[1], out var part) ? part : throw Raise.Type($"{name}() argument 1 must be str, not {Py.TypeName(a[1])}");

    /// <summary>The part of the text between start and end; null where start is behind the end.</summary>
    private static (string Text, int Start)? Window(Bound a, string text)
    {
        if (a.Or(2, null) is null && a.Or(3, null) is null)
            return (text, 0);
        var length = Text.Length(text);
        var start = a.Or(2, null) is null ? 0 : a.Int(2);
        var end = a.Or(3, null) is null ? length : a.Int(3);
        start = start < 0 ? Math.Max(0, start + length) : start;
        end = end < 0 ? Math.Max(0, end + length) : Math.Min(end, length);
        if (start > end)
            return null;
        return (text[Text.Offset(text, start)..Text.Offset(text, end)], start);
    }
}
