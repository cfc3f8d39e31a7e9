using System.Text.Json;

namespace SynthTrain.Training.Evaluation.Endpoints;

/// <summary>What one JSON object of a reply says.</summary>
/// <param name="Content">The text of the first choice.</param>
/// <param name="Finish">Its <c>finish_reason</c>.</param>
internal readonly record struct EndpointPart(string? Content, string? Finish)
{
    /// <summary>Reads <c>choices[0].delta</c> of a chunk or <c>choices[0].message</c> of a completion.</summary>
    /// <exception cref="EndpointFault">Not JSON, not of that form, or an error.</exception>
    public static EndpointPart Parse(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var root = JsonElement.Parse(utf8);
            if (root.ValueKind != JsonValueKind.Object)
                throw Wrong("a JSON object", utf8);
            if (root.TryGetProperty("error", out _))
                throw new EndpointFault($"The endpoint failed: '{ServerWords.OfError(utf8)}'.", FaultScope.Attempt);
            if (!root.TryGetProperty("choices", out var choices) || choices.ValueKind != JsonValueKind.Array)
                throw Wrong("'choices'", utf8);
            // The last chunk may hold usage alone.
            return choices.GetArrayLength() == 0 ? default : Of(choices[0], utf8);
        }
        catch (JsonException)
        {
            throw Wrong("JSON", utf8);
        }
        catch (InvalidOperationException)
        {
            throw new EndpointFault("The endpoint's reply holds half a character, such as \\ud83d alone.", FaultScope.Attempt);
        }
    }

    private static EndpointPart Of(JsonElement choice, ReadOnlySpan<byte> utf8)
    {
        if (choice.ValueKind != JsonValueKind.Object || !(choice.TryGetProperty("delta", out var message) || choice.TryGetProperty("message", out message)) || message.ValueKind != JsonValueKind.Object)
            throw Wrong("a 'delta' or a 'message'", utf8);
        return new(Text(message, "content"), Text(choice, "finish_reason"));
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static EndpointFault Wrong(string missing, ReadOnlySpan<byte> utf8) => new($"The endpoint's reply is no chat completion: it lacks {missing}: '{ServerWords.Shorten(utf8)}'.", FaultScope.Attempt);
}
