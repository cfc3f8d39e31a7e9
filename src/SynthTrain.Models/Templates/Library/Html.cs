using System.Globalization;
using System.Text;

namespace SynthTrain.Models.Templates;

/// <summary>What a few filters do for web pages.</summary>
internal static class Html
{
    private static readonly System.Buffers.SearchValues<char> s_notInNames = System.Buffers.SearchValues.Create(" \t\n\r\f\v/>=");

    /// <summary><c>Markup.striptags</c>: comments, then tags, then runs of whitespace.</summary>
    public static string StripTags(string text)
    {
        text = Cut(Cut(text, "<!--", "-->"), "<", ">");
        return System.Net.WebUtility.HtmlDecode(string.Join(' ', text.Split(Array.FindAll(text.ToCharArray(), Text.IsSpace), StringSplitOptions.RemoveEmptyEntries)));
    }

    /// <summary>Python's <c>urllib.parse.quote</c> with <c>/</c> safe.</summary>
    public static string Quote(string text, bool query)
    {
        var to = new StringBuilder();
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            var c = (char)b;
            if (char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-' or '~' || (c == '/' && !query))
                to.Append(c);
            else if (c == ' ' && query)
                to.Append('+');
            else
                to.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
        }

        return to.ToString();
    }

    public static string Attributes(Bound a)
    {
        if (a[0] is PyUndefined undefined)
            throw undefined.Fail();
        var entries = (a[0] as PyDict ?? throw Raise.Attribute($"'{Py.TypeName(a[0])}' object has no attribute 'items'")).Entries.Where(e => e.Value is not (null or PyUndefined));
        var text = string.Join(' ', entries.Select(e => Py.Str(e.Key).AsSpan().ContainsAny(s_notInNames)
            ? throw Raise.Value($"Invalid character in attribute name: {Py.Repr(e.Key)}")
            : $"{Markup.Escape(e.Key).Text}=\"{Markup.Escape(e.Value).Text}\""));
        return a.Flag(1, true) && text.Length > 0 ? " " + text : text;
    }

    private static string Cut(string text, string open, string close)
    {
        var to = new StringBuilder();
        var at = 0;
        while (true)
        {
            var start = text.IndexOf(open, at, StringComparison.Ordinal);
            var end = start < 0 ? -1 : text.IndexOf(close, start, StringComparison.Ordinal);
            if (end < 0)
                return to.Append(text, at, text.Length - at).ToString();
            to.Append(text, at, start - at);
            at = end + close.Length;
        }
    }
}
