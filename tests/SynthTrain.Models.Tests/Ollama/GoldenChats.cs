using System.Text.Json;
using SynthTrain.Models.Ollama;
using SynthTrain.Models.Tests.Templates;

namespace SynthTrain.Models.Tests.Ollama;

/// <summary>The golden conversations that Ollama can hold: texts only, no tools.</summary>
internal static class GoldenChats
{
    public static readonly Dictionary<string, JsonElement> Variables = new(StringComparer.Ordinal) { ["bos_token"] = JsonSerializer.SerializeToElement("<s>"), ["eos_token"] = JsonSerializer.SerializeToElement("</s>") };

    public static IEnumerable<(string Name, List<GoMessage> Messages)> All()
    {
        foreach (var chat in TemplateCases.Shared.GetProperty("conversations").EnumerateObject())
        {
            var messages = chat.Value.EnumerateArray().ToList();
            if (messages.Count > 0 && messages.TrueForAll(IsPlain))
                yield return (chat.Name, messages.ConvertAll(m => new GoMessage(m.GetProperty("role").GetString()!, m.GetProperty("content").GetString()!)));
        }
    }

    /// <summary>Whether a conversation is of a kind that <see cref="GoTemplate.Limits"/> names.</summary>
    public static bool IsOfKind(string limit, IReadOnlyList<GoMessage> messages)
    {
        var joined = GoMessage.Collate(messages);
        return limit switch
        {
            GoTemplateExporter.Whitespace => joined.Exists(m => m.Content.Trim() != m.Content),
            "an empty system message" => joined.Exists(m => m is { Role: "system", Content: "" }),
            "only a system message" => joined.TrueForAll(m => m.Role == "system"),
            "empty texts" => joined.Exists(m => m.Content.Length == 0),
            "a system message in the middle" or "a system message behind a question" => joined.FindLastIndex(m => m.Role == "system") > 0,
            "thoughts in an earlier answer" or "thoughts in an answer to go on with" or "half a thought in an answer" => joined.Exists(m => m.Role == "assistant" && m.Content.Contains("think>", StringComparison.Ordinal)),
            "a switch such as /no_think in the system message" => joined.Exists(m => m.Role == "system" && (m.Content.Contains("/think", StringComparison.Ordinal) || m.Content.Contains("/no_think", StringComparison.Ordinal))),
            "a message of the role 'tool'" or "a message of the role 'developer'" => joined.Exists(m => m.Role is not ("system" or "user" or "assistant")),
            "a first answer without a question" => joined.Find(m => m.Role != "system") is { Role: "assistant" },
            _ when limit.StartsWith("every conversation", StringComparison.Ordinal) => false, // one token in front of all: behind it the two are the same
            _ => throw new ArgumentOutOfRangeException(nameof(limit), limit, "a kind without a rule here"),
        };
    }

    private static bool IsPlain(JsonElement message) => message.ValueKind == JsonValueKind.Object && message.EnumerateObject().All(p => p.Name is "role" or "content")
        && message.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.String && message.TryGetProperty("role", out var role) && role.ValueKind == JsonValueKind.String;
}
