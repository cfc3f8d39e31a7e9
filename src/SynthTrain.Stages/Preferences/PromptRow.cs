using System.Text.Json;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Teachers;
using SynthTrain.Stages.Answers;
using SynthTrain.Stages.Text;

namespace SynthTrain.Stages.Preferences;

/// <summary>A row that asks something: <c>prompt</c> (or <c>input</c>) as a text, or <c>prompt</c> or <c>messages</c> as messages. What the assistant says last is not asked but expected.</summary>
internal static class PromptRow
{
    private const string Assistant = "assistant";
    private static readonly string[] s_asked = ["prompt", "input"];
    private static readonly string[] s_expected = ["expected", "response", "output", "completion"];

    /// <summary>The conversation up to the answer; empty when the row asks nothing.</summary>
    public static IReadOnlyList<TeacherMessage> Messages(JsonElement row)
    {
        foreach (var field in s_asked)
        {
            if (RowText.Get(row, field) is { Length: > 0 } text)
                return string.IsNullOrWhiteSpace(text) ? [] : [new("user", text)];
        }

        var messages = All(row);
        if (messages is [.., { Role: Assistant }])
            messages.RemoveAt(messages.Count - 1);
        return messages.Exists(message => message.Role == "user" && !string.IsNullOrWhiteSpace(message.Content)) ? messages : [];
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
    public static UInt128? Key(JsonElement row) =>
        Messages(row) is { Count: > 0 } messages ? TextKey.Of(TextNormalizer.Normalize(string.Join('\n', messages.Where(message => message.Role == "user").Select(message => message.Content)))) : null;

    private static List<TeacherMessage> All(JsonElement row)
    {
        foreach (var field in new[] { "messages", "prompt" })
        {
            if (row.TryGetProperty(field, out var list) && list.ValueKind == JsonValueKind.Array)
                return [.. list.EnumerateArray().Where(message => message.ValueKind == JsonValueKind.Object).Select(message => new TeacherMessage(RowText.Get(message, "role"), RowText.Get(message, "content")))];
        }

        return [];
    }
}
