using System.Globalization;
using System.Numerics;
using System.Text;

namespace SynthTrain.Models.Templates;

/// <summary>Python's <c>json.dumps</c> (CPython, <c>Lib/json/encoder.py</c>).</summary>
/// <param name="EnsureAscii">Escape what is not ASCII.</param>
/// <param name="Indent">Null for one line.</param>
/// <param name="ItemSeparator">Between items.</param>
/// <param name="KeySeparator">Between key and value.</param>
/// <param name="SortKeys">Sort the keys.</param>
internal sealed record Json(bool EnsureAscii, string? Indent, string ItemSeparator, string KeySeparator, bool SortKeys)
{
    private const string Hex = "0123456789abcdef";

    public static string Filter(Bound a)
    {
        var indent = a.Or(2, null);
        var (items, keys) = (indent is null ? ", " : ",", ": ");
        if (a.Or(3, null) is { } separators)
        {
            var pair = Py.Iterate(separators).ToArray();
            (items, keys) = pair.Length == 2 && Py.IsText(pair[0], out var x) && Py.IsText(pair[1], out var y) ? (x, y) : throw Raise.Value("not enough values to unpack (expected 2)");
        }

        var ensure = a.Flag(1);
        var json = new Json(ensure, IndentText(indent), items, keys, a.Flag(4));
        var to = new StringBuilder();
        json.Write(to, a[0], 0);
        return to.ToString();
    }

    private static string? IndentText(object? indent) => indent switch
    {
        null => null,
        _ when Py.IsText(indent, out var text) => text,
        _ => Text.Repeat(" ", (int)BigInteger.Min(1000, Py.AsInteger(indent) ?? throw Raise.Type($"can't multiply sequence by non-int of type '{Py.TypeName(indent)}'"))),
    };

    private void Write(StringBuilder to, object? value, int depth)
    {
        if (!System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw Raise.Recursion();
        RenderState.CheckLength(to.Length);
        switch (value)
        {
            case string text:
                WriteText(to, text);
                break;
            case Markup markup:
                WriteText(to, markup.Text);
                break;
            case null or bool or long or double or BigInteger:
                to.Append(Scalar(value));
                break;
            case PyDict dict:
                WriteDict(to, dict, depth);
                break;
            case PyList list:
                WriteItems(to, '[', ']', list.Items, depth, (item, next) => Write(to, item, next));
                break;
            case PyTuple tuple:
                WriteItems(to, '[', ']', tuple.Items, depth, (item, next) => Write(to, item, next));
                break;
            default:
                throw Raise.Type($"Object of type {Py.TypeName(value)} is not JSON serializable");
        }
    }

    private static string Scalar(object? value) => value switch
    {
        null => "null",
        bool b => b ? "true" : "false",
        double d => double.IsNaN(d) ? "NaN" : double.IsInfinity(d) ? d > 0 ? "Infinity" : "-Infinity" : Py.Real(d),
        _ => Py.Repr(value),
    };

    private void WriteDict(StringBuilder to, PyDict dict, int depth)
    {
        IEnumerable<object?> entries = dict.Entries.Select(e => (object?)new PyTuple(e.Key, e.Value));
        if (SortKeys)
            entries = Py.Sort(entries, e => ((PyTuple)e!).Items[0], reverse: false);
        WriteItems(to, '{', '}', [.. entries], depth, (item, next) =>
        {
            var pair = ((PyTuple)item!).Items;
            WriteText(to, Key(pair[0]));
            to.Append(KeySeparator);
            Write(to, pair[1], next);
        });
    }

    private static string Key(object? key) => key switch
    {
        string text => text,
        Markup markup => markup.Text,
        null or bool or long or double or BigInteger => Scalar(key),
        _ => throw Raise.Type($"keys must be str, int, float, bool or None, not {Py.TypeName(key)}"),
    };

    private void WriteItems(StringBuilder to, char open, char close, IReadOnlyList<object?> items, int depth, Action<object?, int> write)
    {
        to.Append(open);
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0)
                to.Append(ItemSeparator);
            Line(to, depth + 1);
            write(items[i], depth + 1);
        }

        if (items.Count > 0)
            Line(to, depth);
        to.Append(close);
    }

    private void Line(StringBuilder to, int depth)
    {
        if (Indent is null)
            return;
        to.Append('\n');
        for (var i = 0; i < depth; i++)
            to.Append(Indent);
        RenderState.CheckLength(to.Length);
    }

    private void WriteText(StringBuilder to, string text)
    {
        to.Append('"');
        foreach (var c in text)
        {
            if (c is '"' or '\\')
                to.Append('\\').Append(c);
            else if (c >= ' ' && (c < '\u007f' || !EnsureAscii))
                to.Append(c);
            else if ("\n\r\t\f\b".IndexOf(c, StringComparison.Ordinal) is var at && at >= 0)
                to.Append('\\').Append("nrtfb"[at]);
            else
                to.Append("\\u").Append(Hex[c >> 12]).Append(Hex[(c >> 8) & 15]).Append(Hex[(c >> 4) & 15]).Append(Hex[c & 15]);
        }

        to.Append('"');
    }
}
