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

    /// <summary>Whether no text has whitespace around it.</summary>
    public static bool IsTrimmed(IEnumerable<GoMessage> messages) => GoMessage.Collate(messages).TrueForAll(m => m.Content.Trim() == m.Content);

    private static bool IsPlain(JsonElement message) => message.ValueKind == JsonValueKind.Object && message.EnumerateObject().All(p => p.Name is "role" or "content")
        && message.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.String && message.TryGetProperty("role", out var role) && role.ValueKind == JsonValueKind.String;
}
