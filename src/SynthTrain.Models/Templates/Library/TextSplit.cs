namespace SynthTrain.Models.Templates;

/// <summary>Cutting texts as Python cuts them.</summary>
internal static class TextSplit
{
    public static PyList List(IEnumerable<string> parts) => new([.. parts]);

    public static IReadOnlyList<string> Split(Bound a)
    {
        var (text, most) = (TextMethods.Self(a), a.Int(2, -1));
        RenderState.CheckLength(text.Length);
        if (Separator(a) is not { } separator)
            return Words(text, most);
        return most < 0 ? text.Split(separator) : text.Split(separator, (int)Math.Min((long)most + 1, int.MaxValue));
    }

    public static IReadOnlyList<string> RightSplit(Bound a)
    {
        var (text, most) = (TextMethods.Self(a), a.Int(2, -1));
        RenderState.CheckLength(text.Length);
        if (Separator(a) is not { } separator)
            return [.. Words(Reversed(text), most).Select(Reversed).Reverse()];
        var parts = new List<string>();
        var end = text.Length;
        for (var left = most < 0 ? int.MaxValue : most; left > 0 && end >= separator.Length; left--)
        {
            var at = text[..end].LastIndexOf(separator, StringComparison.Ordinal);
            if (at < 0)
                break;
            parts.Insert(0, text[(at + separator.Length)..end]);
            end = at;
        }

        parts.Insert(0, text[..end]);
        return parts;
    }

    /// <summary><c>str.splitlines</c>, with its own list of line ends.</summary>
    public static IEnumerable<string> Lines(string text, bool keep)
    {
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (!(text[i] is '\n' or '\r' or '\v' or '\f' or '\u001c' or '\u001d' or '\u001e' or '\u0085' or '\u2028' or '\u2029'))
                continue;
            var end = i;
            if (text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n')
                i++;
            yield return text[start..(keep ? i + 1 : end)];
            start = i + 1;
        }

        if (start < text.Length)
            yield return text[start..];
    }

    public static PyTuple Partition(string text, string separator, bool last)
    {
        if (separator.Length == 0)
            throw Raise.Value("empty separator");
        var at = last ? text.LastIndexOf(separator, StringComparison.Ordinal) : text.IndexOf(separator, StringComparison.Ordinal);
        if (at < 0)
            return last ? new PyTuple(string.Empty, string.Empty, text) : new PyTuple(text, string.Empty, string.Empty);
        return new PyTuple(text[..at], separator, text[(at + separator.Length)..]);
    }

    private static string? Separator(Bound a) => a.Or(1, null) switch
    {
        null => null,
        var given when Py.IsText(given, out var text) => text.Length == 0 ? throw Raise.Value("empty separator") : text,
        _ => throw Raise.Type($"must be str or None, not {Py.TypeName(a[1])}"),
    };

    private static List<string> Words(string text, int most)
    {
        var words = new List<string>();
        var at = 0;
        while (true)
        {
            while (at < text.Length && Text.IsSpace(text[at]))
                at++;
            if (at == text.Length)
                return words;
            var start = at;
            if (most >= 0 && words.Count >= most)
            {
                words.Add(text[start..]);
                return words;
            }

            while (at < text.Length && !Text.IsSpace(text[at]))
                at++;
            words.Add(text[start..at]);
        }
    }

    private static string Reversed(string text)
    {
        var chars = text.ToCharArray();
        Array.Reverse(chars);
        return new string(chars);
    }
}
