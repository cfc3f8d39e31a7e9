using System.Text.Json;
using Microsoft.Extensions.AI;
using SynthTrain.Teachers.Providers.Http;

namespace SynthTrain.Teachers.Providers.OpenAI;

/// <summary>A chat completion, or one chunk of it, as far as we read it. Unknown members are passed over.</summary>
internal sealed class OpenAIReply
{
    private const string Whole = "chat.completion";
    private const string Chunk = "chat.completion.chunk";

    private string? _id;
    private string? _kind;
    private string? _model;
    private bool _hasChoice;
    private bool _hasMessage;
    private string? _text;
    private string? _refusal;
    private string? _finish;
    private long? _input;
    private long? _cached;
    private long? _output;
    private decimal? _cost;

    /// <summary>Reads a whole reply.</summary>
    /// <exception cref="ProviderException">It is an error, or no chat completion.</exception>
    public static ChatResponse Read(ReadOnlySpan<byte> body)
    {
        var reply = Parse(body, Whole);
        if (!reply._hasChoice)
            throw BadReply("it has no choices");
        var text = reply._refusal ?? reply._text;
        // A reply that ended is one, even an empty one: it is paid, and asked again it may be empty again.
        if (text is null && !(reply._hasMessage && reply._finish is not null) && reply._finish is not ("length" or "content_filter"))
            throw BadReply("its message has no content");
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, text ?? ""))
        {
            ModelId = reply._model,
            FinishReason = reply.Finish(),
            Usage = reply.Usage(),
            AdditionalProperties = reply.Cost(),
        };
    }

    /// <summary>Reads one chunk of a streamed reply.</summary>
    /// <param name="body">The chunk.</param>
    /// <param name="usage">The count so far, when the chunk has one.</param>
    public static ChatResponseUpdate ReadChunk(ReadOnlySpan<byte> body, ref UsageDetails? usage)
    {
        var reply = Parse(body, Chunk);
        usage = reply.Usage() ?? usage;
        return new ChatResponseUpdate(ChatRole.Assistant, reply._refusal ?? reply._text)
        {
            ResponseId = reply._id,
            ModelId = reply._model,
            FinishReason = reply.Finish(),
            AdditionalProperties = reply.Cost(),
        };
    }

    private static OpenAIReply Parse(ReadOnlySpan<byte> body, string kind)
    {
        var reply = new OpenAIReply();
        try
        {
            var json = new Utf8JsonReader(body);
            reply.ReadRoot(ref json);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw BadReply("it is not the JSON of a chat completion");
        }

        return reply._kind is null or "" || reply._kind == kind ? reply : throw BadReply($"it is a '{HttpFaults.Shorten(reply._kind)}'");
    }

    private static ProviderException BadReply(string why) => new(ProviderFault.BadReply, $"The reply is bad: {why}.") { Status = 200, MayBeCharged = true };

    private void ReadRoot(ref Utf8JsonReader json)
    {
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            throw new JsonException();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (Is(ref json, "id"u8))
                _id = Text(ref json);
            else if (Is(ref json, "object"u8))
                _kind = Text(ref json);
            else if (Is(ref json, "model"u8))
                _model = Text(ref json);
            else if (Is(ref json, "choices"u8))
                ReadChoices(ref json);
            else if (Is(ref json, "usage"u8))
                ReadUsage(ref json);
            else if (Is(ref json, "error"u8))
                ThrowError(ref json);
            else
                Skip(ref json);
        }

        if (json.Read())
            throw new JsonException();
    }

    private static bool Is(ref Utf8JsonReader json, ReadOnlySpan<byte> name)
    {
        if (!json.ValueTextEquals(name))
            return false;
        json.Read();
        return true;
    }

    private static void Skip(ref Utf8JsonReader json)
    {
        json.Read();
        json.Skip();
    }

    private static string? Text(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.String)
            return json.GetString();
        json.Skip();
        return null;
    }

    private void ReadChoices(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            json.Skip();
            return;
        }

        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (_hasChoice || json.TokenType != JsonTokenType.StartObject)
                json.Skip();
            else
                ReadChoice(ref json);
        }
    }

    private void ReadChoice(ref Utf8JsonReader json)
    {
        _hasChoice = true;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (Is(ref json, "message"u8) || Is(ref json, "delta"u8))
                ReadMessage(ref json);
            else if (Is(ref json, "finish_reason"u8))
                _finish = Text(ref json);
            else if (Is(ref json, "error"u8))
                ThrowError(ref json);
            else
                Skip(ref json);
        }
    }

    private void ReadMessage(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return;
        }

        _hasMessage = true;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (Is(ref json, "content"u8))
                _text = json.TokenType == JsonTokenType.StartArray ? Parts(ref json) : Text(ref json);
            else if (Is(ref json, "refusal"u8))
                _refusal = Text(ref json) is { Length: > 0 } refusal ? refusal : null;
            else
                Skip(ref json);
        }
    }

    // Some compatible servers answer in parts: [{"type":"text","text":"…"}].
    private static string Parts(ref Utf8JsonReader json) =>
        string.Concat(JsonElement.ParseValue(ref json).EnumerateArray()
            .Where(part => part.ValueKind == JsonValueKind.Object && part.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String)
            .Select(part => part.GetProperty("text").GetString()));

    private void ReadUsage(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (Is(ref json, "prompt_tokens"u8))
                _input = Count(ref json);
            else if (Is(ref json, "completion_tokens"u8))
                _output = Count(ref json);
            else if (Is(ref json, "prompt_tokens_details"u8))
                ReadPromptDetails(ref json);
            else if (Is(ref json, "cost"u8))
                _cost = json.TokenType == JsonTokenType.Number && json.TryGetDecimal(out var cost) && cost >= 0 ? cost : Nothing(ref json);
            else
                Skip(ref json);
        }
    }

    private void ReadPromptDetails(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (Is(ref json, "cached_tokens"u8))
                _cached = Count(ref json);
            else
                Skip(ref json);
        }
    }

    private static long? Count(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var count) && count is >= 0 and <= int.MaxValue)
            return count;
        json.Skip();
        return null;
    }

    private static decimal? Nothing(ref Utf8JsonReader json)
    {
        json.Skip();
        return null;
    }

    // An error after the status line: OpenRouter answers 200 once a model has begun.
    private static void ThrowError(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.Null)
            return;
        var element = JsonElement.ParseValue(ref json);
        using var document = JsonDocument.Parse($$"""{"error":{{element.GetRawText()}}}""");
        throw HttpFaults.Of(ErrorBody.Of(document.RootElement) ?? new ErrorBody(element.GetRawText()));
    }

    private ChatFinishReason? Finish() => _refusal is not null ? FinishReasons.Refusal : FinishReasons.OfOpenAI(_finish);

    private UsageDetails? Usage() => _input is null && _output is null ? null : new UsageDetails { InputTokenCount = _input, CachedInputTokenCount = _cached, OutputTokenCount = _output };

    private AdditionalPropertiesDictionary? Cost() => _cost is { } cost ? new AdditionalPropertiesDictionary { [ChatTeacher.CostProperty] = cost } : null;
}
