namespace SynthTrain.Models.Templates;

/// <summary>A last message that the model is to go on with: a tag is put behind it, and the text is cut there (<c>continue_final_message</c> of transformers).</summary>
internal sealed class Continuation
{
    private const string Tag = "CONTINUE_FINAL_MESSAGE_TAG ";
    private readonly string _message;

    private Continuation(string message) => _message = message;

    public static (object Messages, Continuation) Start(object? messages, string field)
    {
        if (messages is not PyList { Count: > 0 } list || list.Items[^1] is not PyDict last)
            throw Raise.Index("list index out of range");
        if (!last.TryGet(field, out var value))
            throw Raise.Key(Py.ReprText(field));
        var (tagged, text) = Tagged(value);
        var message = With(last, field, tagged);
        return (new PyList([.. list.Items.Take(list.Count - 1), message]), new Continuation(text));
    }

    /// <summary>The text up to the tag.</summary>
    public string Cut(string text)
    {
        var bare = Tag[..^1];
        var at = text.LastIndexOf(bare, StringComparison.Ordinal);
        if (at < 0 || !text.Contains(Text.Strip(_message, null), StringComparison.Ordinal))
            throw Raise.Value("the final message, which is to be continued, does not appear in the text as it is: the template deletes or changes parts of it");
        var kept = string.CompareOrdinal(text, at, Tag, 0, Tag.Length) == 0;
        return kept ? text[..at] : Text.Strip(text[..at], null, left: false);
    }

    private static (object Tagged, string Text) Tagged(object? value)
    {
        if (Py.IsText(value, out var text))
            return (text + Tag, text);
        if (value is not PyList parts)
            throw Raise.Type($"unsupported operand type(s) for +: '{Py.TypeName(value)}' and 'str'");
        for (var i = parts.Count - 1; i >= 0; i--)
        {
            if (parts.Items[i] is PyDict part && part.TryGet("text", out var last) && Py.IsText(last, out text))
                return (new PyList([.. parts.Items.Take(i), With(part, "text", text + Tag), .. parts.Items.Skip(i + 1)]), text);
        }

        throw Raise.Value("the final message, which is to be continued, holds no text");
    }

    private static PyDict With(PyDict dict, string key, object? value)
    {
        var copy = new PyDict(dict.Count);
        foreach (var (name, item) in dict.Entries)
            copy.Set(name, item);
        copy.Set(key, value);
        return copy;
    }
}
