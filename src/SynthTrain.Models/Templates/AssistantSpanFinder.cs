namespace SynthTrain.Models.Templates;

/// <summary>
/// Finds what the assistant wrote in a rendered conversation, end-of-turn tokens included, by rendering parts and variants of it:
/// a span is taken only where two renderings prove it, and is refused otherwise.
/// </summary>
/// <remarks>
/// A turn starts where the conversation before it with a generation prompt ends, and ends where the conversation up to it ends, if both are prefixes of the text.
/// Where one is not (Qwen3 drops the thoughts of past turns), the turn's content is replaced by a mark, and what stays equal before and behind the mark bounds it.
/// A template that does not look at <c>add_generation_prompt</c> proves less: its last turn must be a prefix of a conversation that goes on, and a header that it
/// writes with the answer is not the assistant's.
/// </remarks>
internal sealed class AssistantSpanFinder
{
    private readonly ChatTemplate _template;
    private readonly ChatTemplateInput _input;
    private readonly PyList _messages;
    private string _text = string.Empty;
    private string _mark = string.Empty;
    private string? _suffix;
    private bool? _hasPrompt;

    public AssistantSpanFinder(ChatTemplate template, ChatTemplateInput input)
    {
        (_template, _input) = (template, input with { AddGenerationPrompt = false, ContinueFinalMessage = null });
        _messages = Messages(template, input) as PyList ?? throw new ModelException(ModelFault.TemplateFailed, "The conversation is not a JSON array of messages; only arrays are allowed.", template.File);
    }

    /// <summary>Whether the template ends a conversation otherwise when a generation prompt is asked for.</summary>
    private bool HasPrompt => _hasPrompt ??= Render(GoingOn, true)?.Text is { } prompted && prompted != Render(GoingOn, false)?.Text;

    /// <summary>The conversation and one more question.</summary>
    private PyList GoingOn
    {
        get
        {
            var question = new PyDict(2);
            question.Set("role", "user");
            question.Set("content", _mark);
            return new([.. _messages.Items, question]);
        }
    }

    public RenderedChat Find()
    {
        var whole = _template.Render(_input with { Values = _messages });
        _text = whole.Text;
        _mark = Mark();
        var turns = Enumerable.Range(0, _messages.Count).Where(IsAssistant).ToList();
        var spans = whole.Blocks.Count == turns.Count && whole.Blocks.All(b => b.Exact) ? FromBlocks(whole.AssistantSpans, turns) : null;
        return new(_text, spans ?? [.. turns.Select(Turn)]) { Blocks = whole.Blocks };
    }

    private bool IsAssistant(int at) => _messages.Items[at] is PyDict message && message.TryGet("role", out var role) && Py.Equal(role, "assistant");

    /// <summary>A text that the conversation does not hold and that no template changes.</summary>
    private string Mark()
    {
        for (var c = '\uf123'; ; c++)
        {
            if (!_text.Contains(c, StringComparison.Ordinal))
                return $"{c}{c}";
        }
    }

    /// <summary>The template's own spans, each with the end-of-turn token that may follow it; null where one cannot be told.</summary>
    private List<TextSpan>? FromBlocks(IReadOnlyList<TextSpan> blocks, List<int> turns)
    {
        var spans = new List<TextSpan>();
        for (var i = 0; i < turns.Count; i++)
        {
            if (Render(Up(turns[i], withMark: true), false) is not { } probe || probe.AssistantSpans.Count <= i || !IsWhole(turns[i]))
                return null;
            var end = probe.Text[probe.AssistantSpans[i].End..].TrimEnd();
            if (string.CompareOrdinal(_text, blocks[i].End, end, 0, end.Length) != 0 || (i > 0 && blocks[i].Start < spans[^1].End))
                return null;
            spans.Add(new(blocks[i].Start, blocks[i].End + end.Length));
        }

        return spans;
    }

    private TextSpan Turn(int at)
    {
        var start = Render(Slice(at), true)?.Text is { } before && _text.StartsWith(before, StringComparison.Ordinal) ? before.Length : -1;
        var until = at == _messages.Count - 1 ? _text : Render(Slice(at + 1), false)?.Text;
        var end = until is not null && _text.StartsWith(until, StringComparison.Ordinal) ? until.Length - Trailing(at, until) : -1;
        if (start < 0 || end < 0)
            (start, end) = ByMark(at, start, end);
        if (!HasPromptBefore(at))
            start = BehindHeader(at, start);
        if (start > end || !IsWhole(at))
            throw Hidden(at);
        // Some templates write the end of a turn together with the next message.
        return new(start, Starts(end, EndOfSequence) ? end + EndOfSequence.Length : end);
    }

    /// <summary>Whether a prompt was asked for before the turn and came; a template may write none behind an assistant's message, or none at all.</summary>
    private bool HasPromptBefore(int at) => HasPrompt && (at == 0 || !IsAssistant(at - 1) || Render(Slice(at), true)?.Text != Render(Slice(at), false)?.Text);

    /// <summary>Where a turn without a prompt before it starts: behind whatever the template writes before the content, spaces alone excepted.</summary>
    private int BehindHeader(int at, int start)
    {
        var text = Render(Up(at, withMark: true), false)?.Text;
        var found = text?.LastIndexOf(_mark, StringComparison.Ordinal) ?? -1;
        if (found < start || string.CompareOrdinal(_text, 0, text, 0, found) != 0)
            throw Hidden(at);
        return string.IsNullOrWhiteSpace(_text[start..found]) ? start : found;
    }

    /// <summary>Whether the text ends with the turn: a template that never asks whether to prompt may have begun another's turn already.</summary>
    private bool IsWhole(int at) => at < _messages.Count - 1 || HasPrompt || Render(GoingOn, false)?.Text.StartsWith(_text.TrimEnd(), StringComparison.Ordinal) == true;

    /// <summary>How many characters of whitespace the template puts behind the end-of-turn token; all there are where the content, and so what is the template's, cannot be told.</summary>
    private int Trailing(int at, string until)
    {
        if (_suffix is not { } suffix || !until.EndsWith(suffix, StringComparison.Ordinal))
        {
            if (Behind(at) is not { } own || !until.EndsWith(own, StringComparison.Ordinal))
                return until.Length - until.AsSpan().TrimEnd().Length;
            suffix = own;
            _suffix = own.AsSpan().TrimEnd().IsEmpty ? null : own;
        }

        return suffix.Length - suffix.AsSpan().TrimEnd().Length;
    }

    /// <summary>What the template puts behind the content of a turn that is the last.</summary>
    private string? Behind(int at, bool prompt = false)
    {
        var text = Render(Up(at, withMark: true), prompt)?.Text;
        var found = text?.LastIndexOf(_mark, StringComparison.Ordinal) ?? -1;
        return found < 0 ? null : text![(found + _mark.Length)..];
    }

    private (int Start, int End) ByMark(int at, int start, int end)
    {
        var marked = Render(new PyList([.. _messages.Items.Take(at), Marked(at), .. _messages.Items.Skip(at + 1)]), false)?.Text ?? throw Hidden(at);
        var found = marked.IndexOf(_mark, StringComparison.Ordinal);
        if (found < 0 || marked.IndexOf(_mark, found + 1, StringComparison.Ordinal) >= 0)
            throw Hidden(at);
        var tail = marked.AsSpan(found + _mark.Length);
        if (!_text.AsSpan().StartsWith(marked.AsSpan(0, found), StringComparison.Ordinal) || !_text.AsSpan().EndsWith(tail, StringComparison.Ordinal) || found + tail.Length > _text.Length)
            throw Hidden(at);
        var content = _text.Length - tail.Length;
        if (end >= 0)
            return (found, end);
        var turnEnd = TurnEnd(at, content) ?? throw Hidden(at);
        return (start < 0 ? found : start, content + turnEnd.Length);
    }

    /// <summary>What follows a turn that is the last, or as much of it as follows with a generation prompt too (Phi-3.5 ends a text without one with its end of sequence).</summary>
    private string? TurnEnd(int at, int content)
    {
        if (Behind(at) is not { } behind)
            return null;
        if (Starts(content, behind.TrimEnd()) && behind.TrimEnd().Length > 0)
            return behind.TrimEnd();
        if (Behind(at, prompt: true) is not { } prompted)
            return null;
        var same = behind.AsSpan().CommonPrefixLength(prompted);
        var token = behind[..(behind[..same].LastIndexOf('>') + 1)];
        return token.Length > 0 && Starts(content, token) ? token : null;
    }

    private bool Starts(int at, string part) => string.CompareOrdinal(_text, at, part, 0, part.Length) == 0;

    private string EndOfSequence => _input.Variables.TryGetValue("eos_token", out var token) && token.ValueKind == System.Text.Json.JsonValueKind.String ? token.GetString()! : string.Empty;

    private ModelException Hidden(int at) => new(
        ModelFault.TemplateFailed,
        $"The chat template{(_template.File is null ? string.Empty : $" '{_template.File}'")} renders the assistant's message {at + 1} in a way that hides which characters the assistant wrote, so no exact loss mask can be made. "
        + "Mark them in the template with '{% generation %} … {% endgeneration %}', or use a template that leaves earlier messages as they are.",
        _template.File);

    private static object? Messages(ChatTemplate template, ChatTemplateInput input)
    {
        try
        {
            return Conversation.Value(input.Messages);
        }
        catch (TemplateError error)
        {
            // Says the same with the template's name and a code.
            template.Render(input);
            throw new ModelException(ModelFault.TemplateFailed, error.Message, template.File, inner: error);
        }
    }

    private PyList Slice(int count) => new([.. _messages.Items.Take(count)]);

    private PyList Up(int at, bool withMark) => new([.. _messages.Items.Take(at), withMark ? Marked(at) : _messages.Items[at]]);

    /// <summary>The message with the mark in place of its text.</summary>
    private PyDict Marked(int at)
    {
        var message = (PyDict)_messages.Items[at]!;
        var copy = new PyDict(message.Count);
        foreach (var (key, value) in message.Entries)
            copy.Set(key, Py.Equal(key, "content") ? MarkedContent(value) : value);
        return copy;
    }

    private object MarkedContent(object? content)
    {
        if (content is not PyList parts || parts.Items.FirstOrDefault(p => p is PyDict part && part.Has("text")) is not PyDict first)
            return _mark;
        var copy = new PyDict(first.Count);
        foreach (var (key, value) in first.Entries)
            copy.Set(key, Py.Equal(key, "text") ? _mark : value);
        return new PyList([copy]);
    }

    /// <summary>Null where the template fails on it.</summary>
    private RenderedChat? Render(PyList messages, bool prompt)
    {
        try
        {
            return _template.Render(_input with { Values = messages, AddGenerationPrompt = prompt });
        }
        catch (ModelException)
        {
            return null;
        }
    }
}
