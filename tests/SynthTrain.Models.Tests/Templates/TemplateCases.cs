using System.Text.Json;
using SynthTrain.Models.Templates;

namespace SynthTrain.Models.Tests.Templates;

/// <summary>The golden cases of chat templates: what transformers rendered.</summary>
internal static class TemplateCases
{
    /// <summary>When the golden files were made, as <c>golden/templates/README.md</c> pins it.</summary>
    public static readonly DateTime Now = new(2024, 7, 26, 13, 45, 9, DateTimeKind.Unspecified);

    public static IEnumerable<string> Files() => Directory.EnumerateFiles(Golden.Require("templates/cases"), "*.jsonl").Order(StringComparer.Ordinal);

    public static IEnumerable<JsonElement> Of(string file) => File.ReadLines(file).Select(line => JsonDocument.Parse(line).RootElement);

    public static string Source(JsonElement item) => File.ReadAllText(Golden.Require("templates/" + item.GetProperty("template").GetString()));

    public static JsonElement Shared { get; } = JsonDocument.Parse(File.ReadAllText(Golden.Require("templates/conversations.json"))).RootElement;

    public static ChatTemplateInput Input(JsonElement item)
    {
        var messages = item.GetProperty("messages");
        var tools = item.GetProperty("tools");
        return new ChatTemplateInput
        {
            Messages = messages.ValueKind == JsonValueKind.String ? Shared.GetProperty("conversations").GetProperty(messages.GetString()!) : messages,
            Tools = tools.ValueKind == JsonValueKind.Null ? null : Shared.GetProperty("toolsets").GetProperty(tools.GetString()!),
            Documents = item.TryGetProperty("documents", out var documents) && documents.ValueKind == JsonValueKind.String ? Shared.GetProperty("docsets").GetProperty(documents.GetString()!) : null,
            AddGenerationPrompt = item.GetProperty("add_generation_prompt").GetBoolean(),
            ContinueFinalMessage = item.TryGetProperty("continue_final_message", out var field) ? field.ValueKind == JsonValueKind.String ? field.GetString() : field.GetBoolean() ? "content" : null : null,
            Variables = item.GetProperty("kwargs").EnumerateObject().ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal),
            Now = Now,
        };
    }
}
