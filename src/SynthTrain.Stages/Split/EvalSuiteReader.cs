using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Stages;

namespace SynthTrain.Stages.Split;

/// <summary>Reads eval suites: JSONL with a <c>prompt</c>, or with <c>messages</c> whose user turns are prompts.</summary>
internal static class EvalSuiteReader
{
    /// <summary>All prompts of a suite.</summary>
    /// <exception cref="SynthException"><see cref="Codes.BadRow"/> for a row with neither.</exception>
    public static IEnumerable<EvalPrompt> Read(StageContext context, string path)
    {
        var display = context.Display(path);
        foreach (var line in JsonlReader.Read(context.Files, path, display))
        {
            var any = false;
            foreach (var text in Prompts(line.Json))
            {
                any = true;
                yield return new EvalPrompt(display, line.Line, text);
            }

            if (!any)
                throw new SynthException(Codes.BadRow, "The row has neither a string 'prompt' nor 'messages' with a user's text; an eval suite needs one of them.", display, line.Line, 1);
        }
    }

    private static IEnumerable<string> Prompts(JsonElement row)
    {
        if (row.TryGetProperty("prompt", out var prompt))
            return Text(prompt);
        return row.TryGetProperty("messages", out var messages) && messages.ValueKind == JsonValueKind.Array
            ? messages.EnumerateArray().Where(IsUser).SelectMany(message => Content(message.GetProperty("content")))
            : [];
    }

    private static bool IsUser(JsonElement message) =>
        message.ValueKind == JsonValueKind.Object
        && message.TryGetProperty("role", out var role) && role.ValueKind == JsonValueKind.String && role.GetString() == "user"
        && message.TryGetProperty("content", out _);

    // Content is a string, or parts of which some have text.
    private static IEnumerable<string> Content(JsonElement content) =>
        content.ValueKind == JsonValueKind.Array
            ? content.EnumerateArray().Where(part => part.ValueKind == JsonValueKind.Object && part.TryGetProperty("text", out _)).SelectMany(part => Text(part.GetProperty("text")))
            : Text(content);

    private static IEnumerable<string> Text(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(value.GetString()) ? [value.GetString()!] : [];
}
