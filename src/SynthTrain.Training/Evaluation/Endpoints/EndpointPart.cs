using System.Text.Json;

namespace SynthTrain.Training.Evaluation.Endpoints;

/// <summary>What one JSON object of a reply says.</summary>
/// <param name="Content">The text of the first choice.</param>
/// <param name="Finish">Its <c>finish_reason</c>.</param>
/// <param name="CallsTool">Whether it asks for a tool, which is no text.</param>
internal readonly record struct EndpointPart(string? Content, string? Finish, bool CallsTool)
{
    /// <summary>Reads <c>choices[0].delta</c> of a chunk or <c>choices[0].message</c> of a completion.</summary>
    /// <exception cref="EndpointFault">Not JSON, not of that form, or an error.</exception>
    public static EndpointPart Parse(ReadOnlySpan<byte> utf8, ServerWords words)
    {
        try
        {
            var root = JsonElement.Parse(utf8);
            if (root.ValueKind != JsonValueKind.Object)
                throw Wrong("a JSON object", utf8, words);
            if (Has(root, "error"))
                throw new EndpointFault($"The endpoint failed: '{words.OfError(utf8)}'.", FaultScope.Attempt);
            if (!root.TryGetProperty("choices", out var choices) || choices.ValueKind != JsonValueKind.Array)
                throw Wrong("'choices'", utf8, words);
            // The last chunk may hold usage alone.
            return choices.GetArrayLength() == 0 ? default : Of(choices[0], utf8, words);
        }
        catch (JsonException)
        {
            throw Wrong("JSON", utf8, words);
        }
        catch (InvalidOperationException)
        {
            throw new EndpointFault("The endpoint's reply holds half a character, such as \\ud83d alone.", FaultScope.Attempt);
        }
    }

    private static EndpointPart Of(JsonElement choice, ReadOnlySpan<byte> utf8, ServerWords words)
    {
        if (choice.ValueKind != JsonValueKind.Object || !(choice.TryGetProperty("delta", out var message) || choice.TryGetProperty("message", out message)) || message.ValueKind != JsonValueKind.Object)
            throw Wrong("a 'delta' or a 'message'", utf8, words);
        if (!message.TryGetProperty("content", out var content))
            content = default;
        if (content.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.String or JsonValueKind.Array))
            throw Wrong("a 'content' that is a text", utf8, words);
        if (content.ValueKind == JsonValueKind.Array && content.EnumerateArray().Any(part => Text(part, "text") is null))
            throw Wrong("a 'content' whose parts are all texts", utf8, words);
        var text = content.ValueKind == JsonValueKind.Array ? string.Concat(content.EnumerateArray().Select(part => Text(part, "text"))) : Text(message, "content");
        return new(text, Text(choice, "finish_reason"), Has(message, "tool_calls") || Has(message, "function_call"));
    }

    /// <summary>Whether a property says anything; <c>null</c> and an empty list say nothing.</summary>
    private static bool Has(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null && !(value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0);

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static EndpointFault Wrong(string missing, ReadOnlySpan<byte> utf8, ServerWords words) => new($"The endpoint's reply is no chat completion: it lacks {missing}: '{words.Shorten(utf8)}'.", FaultScope.Attempt);
}
