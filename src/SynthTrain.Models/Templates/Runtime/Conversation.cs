using System.Text.Json;

namespace SynthTrain.Models.Templates;

/// <summary>Turns the caller's JSON into Python's values, as <c>render_jinja_template</c> prepares them.</summary>
internal static class Conversation
{
    private static readonly string[] s_reasoning = ["reasoning_content", "thinking", "reasoning"];

    /// <summary>Writes all variables; returns what has to be done about a message to go on with.</summary>
    public static Continuation? Fill(Dictionary<string, object?> variables, ChatTemplateInput input)
    {
        foreach (var (name, value) in input.Variables)
            variables[name] = Value(value);
        Continuation? continuation = null;
        object? messages = input.Values ?? Value(input.Messages);
        if (input.ContinueFinalMessage is { } field)
            (messages, continuation) = Continuation.Start(messages, field);
        variables["messages"] = messages is PyList list ? new PyList([.. list.Items.Select(Reasoning)]) : messages;
        variables["tools"] = input.Tools is { } tools ? Value(tools) : null;
        variables["documents"] = input.Documents is { } documents ? Value(documents) : null;
        variables["add_generation_prompt"] = Py.Box(input.AddGenerationPrompt);
        return continuation;
    }

    /// <summary>A message's reasoning gets its other names.</summary>
    private static object? Reasoning(object? message)
    {
        if (message is not PyDict dict)
            return message;
        foreach (var name in s_reasoning)
        {
            if (!dict.TryGet(name, out var reasoning) || reasoning is null)
                continue;
            var aliased = new PyDict(dict.Count + 2);
            aliased.Set("thinking", reasoning);
            foreach (var (key, value) in dict.Entries)
                aliased.Set(key, value);
            aliased.Set("reasoning_content", reasoning);
            return aliased;
        }

        return message;
    }

    public static object? Value(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                var dict = new PyDict();
                foreach (var property in json.EnumerateObject())
                    dict.Set(TextOf(() => property.Name), Value(property.Value));
                return dict;
            case JsonValueKind.Array:
                var items = new object?[json.GetArrayLength()];
                var at = 0;
                foreach (var item in json.EnumerateArray())
                    items[at++] = Value(item);
                return new PyList(items);
            case JsonValueKind.String:
                return TextOf(() => json.GetString()!);
            case JsonValueKind.Number:
                return Number(json);
            case JsonValueKind.True:
                return Py.True;
            case JsonValueKind.False:
                return Py.False;
            default:
                return null;
        }
    }

    private static string TextOf(Func<string> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            throw Raise.Value("a text of the conversation holds a lone surrogate and is not valid Unicode");
        }
    }

    private static object Number(JsonElement json)
    {
        if (json.TryGetInt64(out var whole) && !json.GetRawText().AsSpan().ContainsAny('.', 'e', 'E'))
            return whole;
        var text = json.GetRawText();
        return text.AsSpan().ContainsAny('.', 'e', 'E')
            ? json.GetDouble()
            : Py.Int(System.Numerics.BigInteger.Parse(text, System.Globalization.CultureInfo.InvariantCulture));
    }
}
