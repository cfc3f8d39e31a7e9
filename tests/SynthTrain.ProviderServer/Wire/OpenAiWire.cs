using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SynthTrain.Loopback.Requests;

namespace SynthTrain.Loopback.Wire;

/// <summary>Chat completions of OpenAI and of everyone who speaks them.</summary>
internal class OpenAiWire : WireFormat
{
    private const int Chunks = 8;
    private const long Created = 1_780_000_000;

    /// <inheritdoc/>
    public override string Name => "openai";

    /// <inheritdoc/>
    public override bool Takes(string path) => path.EndsWith("/chat/completions", StringComparison.Ordinal);

    /// <inheritdoc/>
    public override WireError? CheckHeaders(HttpRequest http, string? key)
    {
        if (!HttpMethods.IsPost(http.Method))
            return new WireError(ErrorKind.NotAllowed, $"Not allowed to {http.Method} on {http.Path}. (HINT: Perhaps you meant to use a different HTTP method?)");
        if (http.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) != true)
            return new WireError(ErrorKind.BadRequest, $"Unsupported content type: '{http.ContentType}'. This API method only accepts 'application/json' requests, but you specified the header 'Content-Type: {http.ContentType}'.");
        return CheckKey(http, key);
    }

    /// <summary>Checks the bearer token.</summary>
    public static WireError? CheckKey(HttpRequest http, string? key)
    {
        if (key is null)
            return null;
        var header = http.Headers.Authorization.ToString();
        if (header.Length == 0)
            return new WireError(ErrorKind.Unauthorized, "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).") { Code = "none" };
        return header == "Bearer " + key ? null : WrongKey(header);
    }

    /// <summary>What is said of a wrong key; the provider masks its middle, this server does not.</summary>
    public static WireError WrongKey(string header) =>
        new(ErrorKind.Unauthorized, $"Incorrect API key provided: {header.Replace("Bearer ", "", StringComparison.Ordinal)}. You can find your API key at https://platform.openai.com/account/api-keys.");

    /// <inheritdoc/>
    public override ServerRequest Read(string path, JsonElement body, ProviderServerOptions options) => OpenAiRequestReader.Read(body, options.StrictFields);

    /// <inheritdoc/>
    public override void WriteReply(Utf8JsonWriter json, ServerRequest request, ServerReply reply)
    {
        json.WriteStartObject();
        Head(json, request, reply.Number, "chat.completion");
        json.WriteStartArray("choices");
        json.WriteStartObject();
        json.WriteNumber("index", 0);
        json.WriteStartObject("message");
        json.WriteString("role", "assistant");
        json.WriteString("content", reply.End == ReplyEnd.Refusal ? null : reply.Text);
        json.WriteString("refusal", reply.End == ReplyEnd.Refusal ? reply.Text : null);
        json.WriteStartArray("annotations");
        json.WriteEndArray();
        Extra(json, reply);
        json.WriteEndObject();
        json.WriteNull("logprobs");
        json.WriteString("finish_reason", Finish(reply.End));
        Extra(json, reply);
        json.WriteEndObject();
        json.WriteEndArray();
        Usage(json, reply);
        json.WriteString("service_tier", "default");
        json.WriteNull("system_fingerprint");
        Extra(json, reply);
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Events(ServerRequest request, ServerReply reply)
    {
        var events = new List<byte[]> { Chunk(request, reply, reply.Number, json => Text(json, reply, "", first: true), null) };
        foreach (var piece in Pieces(reply.Text, Chunks))
        {
            events.Add(Chunk(request, reply, reply.Number, json => Text(json, reply, piece, first: false), null));
            if (reply.OtherId && events.Count == 3)
                events.Add(Chunk(request, reply, reply.Number + 500_000, json => json.WriteString("content", " words of another reply "), null));
        }

        events.Add(Chunk(request, reply, reply.Number, _ => { }, Finish(reply.End)));
        if (request.StreamUsage)
            events.Add(UsageChunk(request, reply));
        events.Add("data: [DONE]\n\n"u8.ToArray());
        return events;
    }

    /// <inheritdoc/>
    public override void WriteError(Utf8JsonWriter json, WireError error)
    {
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteString("message", error.Message);
        json.WriteString("type", Type(error));
        json.WriteString("param", error.Param);
        var code = error.Code == "none" ? null : error.Code ?? Code(error.Kind);
        json.WriteString("code", code);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public override int Status(WireError error) => error.Kind switch
    {
        ErrorKind.Unauthorized => 401,
        ErrorKind.UnknownModel or ErrorKind.NotFound => 404,
        ErrorKind.NotAllowed => 405,
        ErrorKind.Conflict => 409,
        ErrorKind.TooLarge => 413,
        ErrorKind.RateLimited or ErrorKind.QuotaSpent => 429,
        ErrorKind.Server => 500,
        ErrorKind.Unavailable => 503,
        ErrorKind.Overloaded => 529,
        _ => 400,
    };

    /// <inheritdoc/>
    public override WireError? CheckSchema(ServerRequest request) => OpenAiSchemaCheck.Check(request.Schema!, request.SchemaName);

    /// <inheritdoc/>
    public override void SetHeaders(HttpResponse response, long number)
    {
        var headers = response.Headers;
        headers["x-request-id"] = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"req_{number:x16}");
        headers["openai-version"] = "2020-10-01";
        headers["openai-organization"] = "loopback";
        headers["openai-processing-ms"] = "1";
        headers["x-ratelimit-limit-requests"] = "1000000";
        headers["x-ratelimit-limit-tokens"] = "1000000000";
        headers["x-ratelimit-remaining-requests"] = "999999";
        headers["x-ratelimit-remaining-tokens"] = "999999999";
        headers["x-ratelimit-reset-requests"] = "6ms";
        headers["x-ratelimit-reset-tokens"] = "0s";
    }

    private static void Head(Utf8JsonWriter json, ServerRequest request, long number, string kind)
    {
        json.WriteString("id", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"chatcmpl-{number:x12}"));
        json.WriteString("object", kind);
        json.WriteNumber("created", Created + number);
        json.WriteString("model", request.Model);
    }

    private static byte[] Chunk(ServerRequest request, ServerReply reply, long number, Action<Utf8JsonWriter> delta, string? finish) => Event(null, json =>
    {
        json.WriteStartObject();
        Head(json, request, number, "chat.completion.chunk");
        json.WriteString("service_tier", "default");
        json.WriteNull("system_fingerprint");
        json.WriteStartArray("choices");
        json.WriteStartObject();
        json.WriteNumber("index", 0);
        json.WriteStartObject("delta");
        delta(json);
        Extra(json, reply);
        json.WriteEndObject();
        json.WriteNull("logprobs");
        json.WriteString("finish_reason", finish);
        json.WriteEndObject();
        json.WriteEndArray();
        if (request.StreamUsage)
            json.WriteNull("usage");
        Extra(json, reply);
        json.WriteEndObject();
    });

    private static byte[] UsageChunk(ServerRequest request, ServerReply reply) => Event(null, json =>
    {
        json.WriteStartObject();
        Head(json, request, reply.Number, "chat.completion.chunk");
        json.WriteString("service_tier", "default");
        json.WriteNull("system_fingerprint");
        json.WriteStartArray("choices");
        json.WriteEndArray();
        Usage(json, reply);
        json.WriteEndObject();
    });

    private static void Text(Utf8JsonWriter json, ServerReply reply, string text, bool first)
    {
        if (first)
            json.WriteString("role", "assistant");
        if (reply.End == ReplyEnd.Refusal)
            json.WriteString("refusal", text);
        else
            json.WriteString("content", text);
    }

    private static void Usage(Utf8JsonWriter json, ServerReply reply)
    {
        json.WriteStartObject("usage");
        json.WriteNumber("prompt_tokens", reply.PromptTokens);
        json.WriteNumber("completion_tokens", reply.CompletionTokens);
        json.WriteNumber("total_tokens", reply.PromptTokens + reply.CompletionTokens);
        json.WriteStartObject("prompt_tokens_details");
        json.WriteNumber("cached_tokens", 0);
        json.WriteNumber("audio_tokens", 0);
        json.WriteEndObject();
        json.WriteStartObject("completion_tokens_details");
        json.WriteNumber("reasoning_tokens", 0);
        json.WriteNumber("audio_tokens", 0);
        json.WriteNumber("accepted_prediction_tokens", 0);
        json.WriteNumber("rejected_prediction_tokens", 0);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string Finish(ReplyEnd end) => end switch
    {
        ReplyEnd.Length => "length",
        ReplyEnd.ContentFilter => "content_filter",
        _ => "stop",
    };

    private static string Type(WireError error) => error.Kind switch
    {
        ErrorKind.RateLimited => "requests",
        ErrorKind.QuotaSpent => "insufficient_quota",
        ErrorKind.Server or ErrorKind.Unavailable or ErrorKind.Overloaded => "server_error",
        _ => "invalid_request_error",
    };

    private static string? Code(ErrorKind kind) => kind switch
    {
        ErrorKind.Unauthorized => "invalid_api_key",
        ErrorKind.UnknownModel => "model_not_found",
        ErrorKind.RateLimited => "rate_limit_exceeded",
        ErrorKind.QuotaSpent => "insufficient_quota",
        ErrorKind.TooLong => "context_length_exceeded",
        ErrorKind.ContentFilter => "content_filter",
        _ => null,
    };
}
