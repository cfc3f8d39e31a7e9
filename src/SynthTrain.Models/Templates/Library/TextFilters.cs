using System.Text;
using System.Text.RegularExpressions;

namespace SynthTrain.Models.Templates;

/// <summary>Filters on texts.</summary>
internal static partial class TextFilters
{
    [GeneratedRegex(@"\w+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Word { get; }

    public static object Words(string text) => (long)Word.Count(text);

    /// <summary>The filter <c>title</c>, whose words start after <c>- ( { [ &lt;</c> and whitespace only.</summary>
    public static string Title(string text)
    {
        var to = new StringBuilder();
        var starts = true;
        var run = new StringBuilder();
        foreach (var point in Text.Points(text))
        {
            var breaks = point.Length == 1 && (Text.IsSpace(point[0]) || point[0] is '-' or '(' or '{' or '[' or '<');
            if (breaks != starts && run.Length > 0)
                Flush(to, run);
            run.Append(point);
            starts = breaks;
        }

        Flush(to, run);
        return to.ToString();
    }

    private static void Flush(StringBuilder to, StringBuilder run)
    {
        var word = run.ToString();
        run.Clear();
        if (word.Length == 0)
            return;
        var first = Text.RuneAt(word, 0).Utf16SequenceLength;
        to.Append(Casing.Upper(word[..first])).Append(Casing.Lower(word[first..]));
    }

    public static object? Indent(Bound a)
    {
        var width = a.Or(1, 4L);
        var indent = Py.IsText(width, out var given) ? given : Text.Repeat(" ", Math.Min(a.Int(1, 4), 100_000));
        if (a[0] is PyUndefined undefined)
            throw undefined.Fail();
        if (!Py.IsText(a[0], out var text))
            throw a[0] is PyList || Py.Operate("+", a[0], "\n") is { } ? Raise.Attribute($"'{Py.TypeName(a[0])}' object has no attribute 'splitlines'") : Raise.Type("a text is needed");
        var lines = TextSplit.Lines(text + "\n", keep: false).ToArray();
        RenderState.CheckLength(text.Length + ((long)lines.Length * indent.Length));
        var blank = a.Flag(3);
        var joined = lines[0] + string.Concat(lines.Skip(1).Select(line => blank || line.Length > 0 ? "\n" + indent + line : "\n" + line));
        if (a.Flag(2))
            joined = indent + joined;
        return a[0] is Markup ? new Markup(joined) : joined;
    }

    public static object? Truncate(Bound a)
    {
        var (length, end) = (a.Int(1, 255), Py.Str(a.Or(3, "...")));
        var leeway = a.Or(4, null) is null ? 5 : a.Int(4);
        if (length < Text.Length(end))
            throw Raise.Assertion($"expected length >= {Text.Length(end)}, got {length}");
        if (Py.Length(a[0]) <= (long)length + leeway)
            return a[0];
        var text = Py.IsText(a[0], out var given) ? given : throw Raise.Type($"unhashable or not a text: '{Py.TypeName(a[0])}'");
        var cut = text[..Text.Offset(text, length - Text.Length(end))];
        if (a.Flag(2))
            return cut + end;
        var space = cut.LastIndexOf(' ');
        return (space < 0 ? cut : cut[..space]) + end;
    }

    public static object? Format(RenderState state, CallArguments given)
    {
        if (given.Positional.Length > 1 && given.Named.Length > 0)
            throw Raise.FilterArgument("can't handle positional and keyword arguments at the same time");
        object arguments = new PyTuple(given.Positional[1..]);
        if (given.Named.Length > 0)
        {
            var dict = new PyDict();
            Array.ForEach(given.Named, n => dict.Set(n.Key, n.Value));
            arguments = dict;
        }

        var text = given.Positional[0];
        return Py.Operate("%", text is Markup ? text : Py.Str(text), arguments);
    }

    public static object? UrlEncode(Bound a)
    {
        if (Py.IsText(a[0], out var text) || Py.TryIterate(a[0]) is not { } walk)
            return Html.Quote(text ?? Py.Str(a[0]), query: false);
        if (a[0] is PyDict dict)
            walk = new PyView(dict, "dict_items").Items;
        return string.Join('&', walk.Select(pair => string.Join('=', Py.Iterate(pair).Select(p => Html.Quote(Py.Str(p), query: true)))));
    }
}
