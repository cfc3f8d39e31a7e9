using System.Text.Json;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Teachers;
using SynthTrain.Stages.Answers;
using SynthTrain.Stages.Text;
using SynthTrain.Training.Data;

namespace SynthTrain.Stages.Preferences;

/// <summary>A row that asks something: <c>prompt</c> (or <c>input</c>, with the turns of <c>context</c> before) as a text, or <c>prompt</c> or <c>messages</c> as messages. What the assistant says last is not asked but expected.</summary>
internal static class PromptRow
{
    private const string Assistant = "assistant";
    private const string User = "user";
    private static readonly string[] s_expected = ["expected", "response", "output", "completion"];

    /// <summary>The conversation up to the answer; empty when the row asks nothing.</summary>
    public static IReadOnlyList<TeacherMessage> Messages(JsonElement row)
    {
        if (RowText.Get(row, "prompt") is { Length: > 0 } text)
            return string.IsNullOrWhiteSpace(text) ? [] : [new(User, text)];
        if (ExampleTurns.Of(row) is { Fault: null } turns)
            return [.. turns.Asked.Select(turn => new TeacherMessage(turn.Key, turn.Value))];
        if (Instructed(row) is { Length: > 0 } input)
            return string.IsNullOrWhiteSpace(input) ? [] : [new(User, input)];
        var messages = All(row);
        if (messages is [.., { Role: Assistant }])
            messages.RemoveAt(messages.Count - 1);
        return messages.Exists(message => message.Role == User && !string.IsNullOrWhiteSpace(message.Content)) ? messages : [];
    }

    /// <summary>The answer that the row holds; null when it holds none. An answer that is JSON is its compact text.</summary>
    public static string? Expected(JsonElement row)
    {
        foreach (var field in s_expected)
        {
            if (row.TryGetProperty(field, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined))
                return value.ValueKind == JsonValueKind.String ? value.GetString() : JsonText.ToText(System.Text.Json.Nodes.JsonNode.Parse(value.GetRawText())!);
        }

        return All(row) is [.., { Role: Assistant } last] ? last.Content : null;
    }

    /// <summary>What two prompts are compared by: all that the user says, in its one spelling; null when the row asks nothing.</summary>
    public static UInt128? Key(JsonElement row) => Messages(row) is { Count: > 0 } messages ? Key(messages.Where(message => message.Role == User)) : null;

    /// <summary>The keys of all prompts that a row of another set holds: the user's turns up to each of them, in every format that prompts or training rows have. None when it holds no prompt.</summary>
    /// <param name="row">The row.</param>
    /// <param name="whole">Whether it is a text of which nothing says where its prompt ends, so that the whole stands for it.</param>
    public static IReadOnlyCollection<UInt128> Keys(JsonElement row, out bool whole)
    {
        var asked = SftConversations.Asked(row, out whole);
        var conversations = new[] { Messages(row), asked is { } messages ? [.. messages.EnumerateArray().Select(Message)] : [] };
        return [.. conversations.Select(conversation => conversation.Where(message => message.Role == User).ToList())
            .SelectMany(turns => Enumerable.Range(1, turns.Count).Select(count => Key(turns.Take(count)))).Distinct()];
    }

    /// <summary>Why a row of <see cref="ExampleTurns"/> asks nothing; null for every other.</summary>
    public static string? Fault(JsonElement row) => RowText.Get(row, "prompt").Length == 0 ? ExampleTurns.Of(row)?.Fault : null;

    /// <summary>The input of a row that has an instruction too.</summary>
    private static string? Instructed(JsonElement row) => ExampleTurns.Of(row) is null ? RowText.Get(row, "input") : null;

    private static UInt128 Key(IEnumerable<TeacherMessage> turns) => TextKey.Of(TextNormalizer.Normalize(string.Join('\n', turns.Select(turn => turn.Content))));

    private static List<TeacherMessage> All(JsonElement row)
    {
        foreach (var field in new[] { "messages", "prompt" })
        {
            if (row.TryGetProperty(field, out var list) && list.ValueKind == JsonValueKind.Array)
                return [.. list.EnumerateArray().Where(message => message.ValueKind == JsonValueKind.Object).Select(Message)];
        }

        return [];
    }

    private static TeacherMessage Message(JsonElement message) => new(RowText.Get(message, "role"), Content(message));

    /// <summary>A text, or the texts of a list of parts {type, text}.</summary>
    private static string Content(JsonElement message) => message.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.Array
        ? string.Concat(content.EnumerateArray().Select(part => part.ValueKind == JsonValueKind.String ? part.GetString() : RowText.Get(part, "text")))
        : RowText.Get(message, "content");
}
