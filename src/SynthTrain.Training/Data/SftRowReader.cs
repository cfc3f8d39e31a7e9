using System.Text.Json;
using System.Text.Json.Nodes;

namespace SynthTrain.Training.Data;

/// <summary>Reads the row formats of TRL ("Dataset formats and types"): <c>messages</c>, <c>prompt</c> with <c>completion</c>, <c>text</c>; ShareGPT's <c>conversations</c> of <c>from</c> and <c>value</c>; and <see cref="ExampleTurns"/>.</summary>
internal static class SftRowReader
{
    private const string Allowed = "allowed is {\"messages\": [{\"role\", \"content\"}, …]}, {\"prompt\", \"completion\"} of messages or texts, {\"text\"}, or {\"input\", \"output\"} with an optional list \"context\" of such turns before";

    /// <summary>Reads a row.</summary>
    /// <exception cref="RowRefusedException">It is none of these.</exception>
    public static SftRow Read(JsonElement row)
    {
        if (Find(row, "messages") is { } messages)
            return Conversation(row, Messages(messages, "messages"));
        if (Find(row, "conversations") is { } conversations)
            return Conversation(row, Messages(conversations, "conversations"));
        if (Find(row, "prompt") is { } prompt && Find(row, "completion") is { } completion)
            return Completion(row, prompt, completion);
        if (Find(row, "text") is { } text)
            return new() { Text = Text(text, "text") };
        if (ExampleTurns.Of(row) is { } turns)
            return Example(turns);
        throw new RowRefusedException($"The row has {Names(row)}; {Allowed}.");
    }

    /// <summary>What is learned is the row's own answer: those of earlier turns are part of what is asked.</summary>
    private static SftRow Example(ExampleTurns turns)
    {
        if ((turns.Fault ?? turns.AnswerFault) is { } fault)
            throw new RowRefusedException(fault);
        var messages = turns.Messages();
        messages.Add(new JsonObject { ["role"] = "assistant", ["content"] = turns.Answer });
        return new() { Messages = JsonSerializer.SerializeToElement(messages), PromptMessages = messages.Count - 1 };
    }

    private static SftRow Completion(JsonElement row, JsonElement prompt, JsonElement completion)
    {
        if (prompt.ValueKind == JsonValueKind.String && completion.ValueKind == JsonValueKind.String)
            return new() { Text = prompt.GetString() + Text(completion, "completion"), PromptLength = prompt.GetString()!.Length };
        if (prompt.ValueKind != JsonValueKind.Array || completion.ValueKind != JsonValueKind.Array)
            throw new RowRefusedException($"'prompt' is {JsonKind.Of(prompt)} and 'completion' is {JsonKind.Of(completion)}; allowed is text in both or messages in both.");
        var before = Messages(prompt, "prompt");
        var after = Messages(completion, "completion");
        return Conversation(row, [.. before, .. after]) with { PromptMessages = before.Count };
    }

    private static SftRow Conversation(JsonElement row, IReadOnlyList<JsonElement> messages) => new()
    {
        Messages = JsonSerializer.SerializeToElement(messages),
        Tools = Find(row, "tools") is { ValueKind: JsonValueKind.Array } tools && tools.GetArrayLength() > 0 ? tools : null,
    };

    private static List<JsonElement> Messages(JsonElement list, string name)
    {
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
            throw new RowRefusedException($"'{name}' is {(list.ValueKind == JsonValueKind.Array ? "an empty list" : JsonKind.Of(list))}; allowed is a list of messages such as {{\"role\": \"user\", \"content\": \"…\"}}.");
        var messages = new List<JsonElement>();
        foreach (var item in list.EnumerateArray())
            messages.Add(Message(item, $"{name}[{messages.Count}]"));
        return messages;
    }

    private static JsonElement Message(JsonElement item, string name)
    {
        if (item.ValueKind != JsonValueKind.Object)
            throw new RowRefusedException($"'{name}' is {JsonKind.Of(item)}; allowed is a message such as {{\"role\": \"user\", \"content\": \"…\"}}.");
        var message = Find(item, "from") is { } from && Find(item, "value") is { } value && Find(item, "role") is null ? ShareGpt(from, value, name) : item;
        if (Find(message, "role") is not { ValueKind: JsonValueKind.String } role || role.GetString()!.Length == 0)
            throw new RowRefusedException($"'{name}' has no 'role'; give it one, a text such as 'user' or 'assistant'.");
        if (role.ValueEquals("assistant") && IsEmpty(message, "content") && IsEmpty(message, "tool_calls") && IsEmpty(message, "reasoning_content"))
            throw new RowRefusedException($"'{name}' is an assistant's message without text, which teaches the model to say nothing; give it 'content' or leave the row out.");
        if (Find(message, "content") is { ValueKind: not (JsonValueKind.String or JsonValueKind.Array) } content)
            throw new RowRefusedException($"'{name}.content' is {JsonKind.Of(content)}; allowed is a text.");
        if (Find(message, "content") is null && !role.ValueEquals("assistant"))
            throw new RowRefusedException($"'{name}' has no 'content'; give it one, a text.");
        return message;
    }

    private static JsonElement ShareGpt(JsonElement from, JsonElement value, string name)
    {
        if (from.ValueKind != JsonValueKind.String)
            throw new RowRefusedException($"'{name}.from' is {JsonKind.Of(from)}; allowed is a text such as 'human' or 'gpt'.");
        var role = from.GetString() switch
        {
            "human" => "user",
            "gpt" => "assistant",
            var other => other,
        };
        return JsonSerializer.SerializeToElement(new JsonObject { ["role"] = role, ["content"] = JsonNode.Parse(value.GetRawText()) });
    }

    private static bool IsEmpty(JsonElement message, string field) => Find(message, field) switch
    {
        null => true,
        { ValueKind: JsonValueKind.String } text => string.IsNullOrWhiteSpace(text.GetString()),
        { ValueKind: JsonValueKind.Array } parts => parts.GetArrayLength() == 0,
        _ => false,
    };

    private static string Text(JsonElement value, string name) => value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
        ? text
        : throw new RowRefusedException($"'{name}' is {JsonKind.OfText(value)}; allowed is a text that is not empty.");

    private static JsonElement? Find(JsonElement item, string name) => item.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static string Names(JsonElement row)
    {
        var names = row.EnumerateObject().Select(property => $"'{property.Name}'").Take(8).ToList();
        return names.Count == 0 ? "no fields" : $"the fields {string.Join(", ", names)}";
    }
}
