using System.Text.Json;

namespace SynthTrain.Teachers.Providers.Http;

/// <summary>What an error says, in the shapes that providers give it.</summary>
/// <remarks>
/// OpenAI <c>{"error":{"message","type","param","code"}}</c>, OpenRouter the same with a number as code, Anthropic <c>{"type":"error","error":{"type","message"}}</c>,
/// Google <c>{"error":{"code","message","status","details"}}</c> (in an array when streamed), vLLM <c>{"object":"error","message","type"}</c>, Ollama and LM Studio <c>{"error":"…"}</c>, FastAPI <c>{"detail":"…"}</c>.
/// </remarks>
internal sealed record ErrorBody(string Message, string? Type = null, string? Code = null, string? Parameter = null)
{
    /// <summary>The status that the body itself names.</summary>
    public int? Status { get; init; }

    /// <summary>Google's <c>RetryInfo</c>.</summary>
    public TimeSpan? RetryDelay { get; init; }

    /// <summary>Whether the provider says that a moderation flagged the prompt.</summary>
    public bool Moderated { get; init; }

    /// <summary>Reads a body; null when it is no error in one of the known shapes.</summary>
    public static ErrorBody? Parse(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return Of(document.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Reads a body; null when it is no error in one of the known shapes.</summary>
    public static ErrorBody? Of(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0)
            root = root[0];
        if (root.ValueKind != JsonValueKind.Object)
            return null;
        if (root.TryGetProperty("error", out var error))
            return error.ValueKind == JsonValueKind.String ? new ErrorBody(error.GetString()!) : OfObject(error);
        if (root.TryGetProperty("detail", out var detail))
            return new ErrorBody(detail.ValueKind == JsonValueKind.String ? detail.GetString()! : detail.GetRawText());
        return Text(root, "object") == "error" || Text(root, "type") == "error" || root.TryGetProperty("message", out _) ? OfObject(root) : null;
    }

    private static ErrorBody? OfObject(JsonElement error)
    {
        if (error.ValueKind != JsonValueKind.Object)
            return null;
        var code = error.TryGetProperty("code", out var value) ? value : default;
        return new ErrorBody(Text(error, "message") ?? error.GetRawText(), Text(error, "type") ?? Text(error, "status"), code.ValueKind == JsonValueKind.String ? code.GetString() : Reason(error), Text(error, "param"))
        {
            Status = code.ValueKind == JsonValueKind.Number && code.TryGetInt32(out var status) && status is >= 400 and < 600 ? status : null,
            RetryDelay = Details(error).Select(item => Text(item, "retryDelay")).OfType<string>().Select(RetryAfter.OfDuration).FirstOrDefault(delay => delay is not null),
            Moderated = error.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object && metadata.TryGetProperty("flagged_input", out _),
        };
    }

    private static string? Reason(JsonElement error) => Details(error).Select(item => Text(item, "reason")).OfType<string>().FirstOrDefault();

    private static IEnumerable<JsonElement> Details(JsonElement error) =>
        error.TryGetProperty("details", out var details) && details.ValueKind == JsonValueKind.Array ? details.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object) : [];

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
