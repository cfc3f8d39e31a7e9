namespace SynthTrain.Models.Templates;

/// <summary>The filter <c>wordwrap</c>, as Python's <c>textwrap</c> cuts lines at spaces; hyphens are not cut at.</summary>
internal static class WordWrap
{
    public static object? Filter(Bound a)
    {
        var width = a.Int(1, 79);
        if (width <= 0)
            throw Raise.Value($"invalid width {width} (must be > 0)");
        var wrap = a.Or(3, null) is null ? "\n" : Py.Str(a[3]);
        if (!Py.IsText(a[0], out var text))
            throw a[0] is PyUndefined undefined ? undefined.Fail() : Raise.Attribute($"'{Py.TypeName(a[0])}' object has no attribute 'splitlines'");
        return string.Join(wrap, TextSplit.Lines(text, keep: false).Select(line => string.Join(wrap, Lines(line, width, a.Flag(2, true)))));
    }

    private static IEnumerable<string> Lines(string text, int width, bool breakLong)
    {
        var chunks = Chunks(text);
        var line = new List<string>();
        var length = 0;
        var any = false;
        while (chunks.Count > 0)
        {
            if (any && length == 0 && string.IsNullOrWhiteSpace(chunks.Peek()))
            {
                chunks.Dequeue();
                continue;
            }

            var chunk = chunks.Peek();
            if (length + chunk.Length <= width || (length == 0 && !breakLong))
            {
                line.Add(chunks.Dequeue());
                length += chunk.Length;
                if (chunks.Count > 0)
                    continue;
            }
            else if (breakLong && chunk.Length > width)
            {
                line.Add(chunk[..(width - length)]);
                chunks = new([chunk[(width - length)..], .. chunks.Skip(1)]);
            }

            yield return string.Concat(line).TrimEnd();
            line.Clear();
            length = 0;
            any = true;
        }
    }

    private static Queue<string> Chunks(string text)
    {
        var chunks = new Queue<string>();
        for (var at = 0; at < text.Length;)
        {
            var end = at + 1;
            while (end < text.Length && Text.IsSpace(text[end]) == Text.IsSpace(text[at]))
                end++;
            chunks.Enqueue(text[at..end]);
            at = end;
        }

        return chunks;
    }
}
