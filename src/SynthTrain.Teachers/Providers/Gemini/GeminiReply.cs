using System.Text.Json;
using Microsoft.Extensions.AI;
using SynthTrain.Teachers.Providers.Http;

namespace SynthTrain.Teachers.Providers.Gemini;

/// <summary>Reads a <c>GenerateContentResponse</c>, whole or one chunk of a stream. Unknown members are passed over.</summary>
internal static class GeminiReply
{
    /// <summary>Reads a whole reply.</summary>
    /// <exception cref="ProviderException">It is an error, or no such response.</exception>
    public static ChatResponse Read(ReadOnlyMemory<byte> body)
    {
        using var document = Parse(body);
        var root = document.RootElement;
        var (text, finish) = Candidate(root) ?? throw BadReply("it has no candidates");
        if (text is null && (finish is null || finish == ChatFinishReason.Stop))
            throw BadReply("its candidate has no content");
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, text ?? "")) { ModelId = Text(root, "modelVersion"), FinishReason = finish, Usage = Usage(root) };
    }

    /// <summary>Reads one chunk of a streamed reply.</summary>
    public static ChatResponseUpdate ReadChunk(ReadOnlyMemory<byte> body)
    {
        using var document = Parse(body);
        var root = document.RootElement;
        var (text, finish) = Candidate(root) ?? (null, null);
        var update = new ChatResponseUpdate(ChatRole.Assistant, text) { ResponseId = Text(root, "responseId"), ModelId = Text(root, "modelVersion"), FinishReason = finish };
        // Every chunk repeats the counts so far; those of the last one hold.
        if (finish is not null && Usage(root) is { } usage)
            update.Contents.Add(new UsageContent(usage));
        return update;
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            throw BadReply("it is not JSON");
        }

        var root = document.RootElement;
        if (root.ValueKind == JsonValueKind.Object && !root.TryGetProperty("error", out _))
            return document;
        using (document)
            throw ErrorBody.Of(root) is { } error ? HttpFaults.Of(error) : BadReply("it is not an object");
    }

    private static (string? Text, ChatFinishReason? Finish)? Candidate(JsonElement root)
    {
        if (root.TryGetProperty("candidates", out var candidates) && candidates.ValueKind == JsonValueKind.Array && candidates.GetArrayLength() > 0 && candidates[0] is { ValueKind: JsonValueKind.Object } candidate)
            return (Content(candidate), FinishReasons.OfGemini(Text(candidate, "finishReason")));
        // A prompt that was blocked has no candidate, only the reason.
        if (root.TryGetProperty("promptFeedback", out var feedback) && feedback.ValueKind == JsonValueKind.Object && Text(feedback, "blockReason") is not null)
            return ("", ChatFinishReason.ContentFilter);
        return null;
    }

    private static string? Content(JsonElement candidate)
    {
        if (!candidate.TryGetProperty("content", out var content) || content.ValueKind != JsonValueKind.Object || !content.TryGetProperty("parts", out var parts) || parts.ValueKind != JsonValueKind.Array)
            return null;
        return string.Concat(parts.EnumerateArray().Where(part => part.ValueKind == JsonValueKind.Object && !IsThought(part)).Select(part => Text(part, "text")));
    }

    private static bool IsThought(JsonElement part) => part.TryGetProperty("thought", out var thought) && thought.ValueKind == JsonValueKind.True;

    private static UsageDetails? Usage(JsonElement root)
    {
        if (!root.TryGetProperty("usageMetadata", out var usage) || usage.ValueKind != JsonValueKind.Object)
            return null;
        // Thoughts are paid for as output.
        return new UsageDetails { InputTokenCount = Count(usage, "promptTokenCount"), CachedInputTokenCount = Count(usage, "cachedContentTokenCount"), OutputTokenCount = Count(usage, "candidatesTokenCount") + Count(usage, "thoughtsTokenCount") };
    }

    private static long Count(JsonElement usage, string name) =>
        usage.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var count) ? Math.Clamp(count, 0, int.MaxValue) : 0;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static ProviderException BadReply(string why) => new(ProviderFault.BadReply, $"The reply is bad: {why}.") { Status = 200, MayBeCharged = true };
}
