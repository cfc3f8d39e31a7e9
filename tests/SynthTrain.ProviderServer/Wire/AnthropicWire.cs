using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SynthTrain.Loopback.Requests;

namespace SynthTrain.Loopback.Wire;

/// <summary>Anthropic's messages.</summary>
internal sealed class AnthropicWire : WireFormat
{
    private const int Chunks = 8;
    private const string Newest = "2026-10-21";
    private static readonly string[] s_removed = ["temperature", "top_p", "top_k"];

    /// <inheritdoc/>
    public override string Name => "anthropic";

    /// <inheritdoc/>
    public override bool Takes(string path) => path.EndsWith("/v1/messages", StringComparison.Ordinal);

    /// <inheritdoc/>
    public override WireError? CheckHeaders(HttpRequest http, string? key)
    {
        if (!HttpMethods.IsPost(http.Method))
            return new WireError(ErrorKind.NotAllowed, "Method Not Allowed");
        if (http.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) != true)
            return new WireError(ErrorKind.BadRequest, "content-type: header must be application/json");
        return CheckAccess(http, key);
    }

    /// <summary>Checks key and version, which every endpoint needs.</summary>
    public static WireError? CheckAccess(HttpRequest http, string? key)
    {
        var given = Given(http);
        if (given.Length == 0)
            return new WireError(ErrorKind.Unauthorized, "authentication is required");
        if (key is not null && given != key)
            return new WireError(ErrorKind.Unauthorized, $"invalid API key: {given}");
        return http.Headers["anthropic-version"].ToString() switch
        {
            "" => new WireError(ErrorKind.BadRequest, "anthropic-version: header is required"),
            Newest or "2023-06-01" => null,
            var version => new WireError(ErrorKind.BadRequest, $"anthropic-version: \"{version}\" is not a valid version"),
        };
    }

    /// <inheritdoc/>
    public override string Key(HttpRequest http) => Given(http);

    /// <inheritdoc/>
    public override string Version(HttpRequest http) => http.Headers["anthropic-version"].ToString();

    /// <inheritdoc/>
    public override WireError? CheckVersion(string version, JsonElement body)
    {
        var removed = version == Newest ? s_removed.FirstOrDefault(name => body.TryGetProperty(name, out _)) : null;
        return removed is null ? null : new WireError(ErrorKind.BadRequest, $"{removed}: Extra inputs are not permitted");
    }

    /// <inheritdoc/>
    public override ServerRequest Read(string path, JsonElement body, ProviderServerOptions options) => AnthropicRequestReader.Read(body);

    /// <inheritdoc/>
    public override WireError? CheckSchema(ServerRequest request) => AnthropicSchemaCheck.Check(request.Schema!);

    /// <inheritdoc/>
    public override void WriteReply(Utf8JsonWriter json, ServerRequest request, ServerReply reply)
    {
        json.WriteStartObject();
        Head(json, request, reply);
        json.WriteStartArray("content");
        if (reply.Text.Length > 0)
        {
            json.WriteStartObject();
            json.WriteString("type", "text");
            json.WriteString("text", reply.Text);
            Extra(json, reply);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("stop_reason", Stop(reply.End));
        json.WriteNull("stop_sequence");
        Usage(json, reply.PromptTokens, reply.CompletionTokens);
        Extra(json, reply);
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Events(ServerRequest request, ServerReply reply)
    {
        var events = new List<byte[]> { Event("message_start", json => Start(json, request, reply)) };
        events.Add(Event("content_block_start", json =>
        {
            Type(json, "content_block_start");
            json.WriteNumber("index", 0);
            json.WriteStartObject("content_block");
            json.WriteString("type", "text");
            json.WriteString("text", "");
            json.WriteEndObject();
            json.WriteEndObject();
        }));
        events.Add(Event("ping", json => End(json, "ping")));
        foreach (var piece in Pieces(reply.Text, Chunks))
            events.Add(Delta(piece, 0));
        if (reply.OtherId)
            events.Insert(4, Event("message_start", json => Start(json, request, reply with { Number = reply.Number + 500_000 })));
        if (reply.UnknownFields)
            events.Insert(4, Event("x_new_event", json => End(json, "x_new_event")));
        events.Add(Event("content_block_stop", json =>
        {
            Type(json, "content_block_stop");
            json.WriteNumber("index", 0);
            json.WriteEndObject();
        }));
        events.Add(Event("message_delta", json => Last(json, reply)));
        events.Add(Event("message_stop", json => End(json, "message_stop")));
        return events;
    }

    /// <inheritdoc/>
    public override byte[] ErrorEvent(WireError error) => Event("error", json => WriteError(json, error));

    /// <inheritdoc/>
    public override void WriteError(Utf8JsonWriter json, WireError error)
    {
        json.WriteStartObject();
        json.WriteString("type", "error");
        json.WriteStartObject("error");
        json.WriteString("type", ErrorType(error.Kind));
        json.WriteString("message", Message(error));
        json.WriteEndObject();
        json.WriteString("request_id", "req_loopback");
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public override int Status(WireError error) => error.Kind switch
    {
        ErrorKind.Unauthorized => 401,
        ErrorKind.QuotaSpent => 402,
        ErrorKind.UnknownModel or ErrorKind.NotFound => 404,
        ErrorKind.NotAllowed => 405,
        ErrorKind.TooLarge => 413,
        ErrorKind.RateLimited => 429,
        ErrorKind.Server => 500,
        ErrorKind.Unavailable => 503,
        ErrorKind.Overloaded => 529,
        _ => 400,
    };

    /// <inheritdoc/>
    public override void SetHeaders(HttpResponse response, long number)
    {
        var headers = response.Headers;
        headers["request-id"] = string.Create(CultureInfo.InvariantCulture, $"req_{number:x24}");
        headers["anthropic-organization-id"] = "loopback";
        headers["anthropic-ratelimit-requests-limit"] = "1000000";
        headers["anthropic-ratelimit-requests-remaining"] = "999999";
        headers["anthropic-ratelimit-requests-reset"] = "2030-01-01T00:00:00Z";
        headers["anthropic-ratelimit-tokens-limit"] = "1000000000";
        headers["anthropic-ratelimit-tokens-remaining"] = "999999999";
        headers["anthropic-ratelimit-tokens-reset"] = "2030-01-01T00:00:00Z";
    }

    // With both headers the older one counts.
    private static string Given(HttpRequest http) => http.Headers["x-api-key"].ToString() is { Length: > 0 } key
        ? key
        : http.Headers.Authorization.ToString() is { } header && header.StartsWith("Bearer ", StringComparison.Ordinal) ? header["Bearer ".Length..] : "";

    private static void Head(Utf8JsonWriter json, ServerRequest request, ServerReply reply)
    {
        json.WriteString("id", string.Create(CultureInfo.InvariantCulture, $"msg_{reply.Number:x24}"));
        json.WriteString("type", "message");
        json.WriteString("role", "assistant");
        json.WriteString("model", request.Model);
    }

    private static void Start(Utf8JsonWriter json, ServerRequest request, ServerReply reply)
    {
        Type(json, "message_start");
        json.WriteStartObject("message");
        Head(json, request, reply);
        json.WriteStartArray("content");
        json.WriteEndArray();
        json.WriteNull("stop_reason");
        json.WriteNull("stop_sequence");
        Usage(json, reply.PromptTokens, 1);
        Extra(json, reply);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static byte[] Delta(string text, int index) => Event("content_block_delta", json =>
    {
        Type(json, "content_block_delta");
        json.WriteNumber("index", index);
        json.WriteStartObject("delta");
        json.WriteString("type", "text_delta");
        json.WriteString("text", text);
        json.WriteEndObject();
        json.WriteEndObject();
    });

    private static void Last(Utf8JsonWriter json, ServerReply reply)
    {
        Type(json, "message_delta");
        json.WriteStartObject("delta");
        json.WriteString("stop_reason", Stop(reply.End));
        json.WriteNull("stop_sequence");
        json.WriteEndObject();
        json.WriteStartObject("usage");
        json.WriteNumber("output_tokens", reply.CompletionTokens);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Usage(Utf8JsonWriter json, int input, int output)
    {
        json.WriteStartObject("usage");
        json.WriteNumber("input_tokens", input);
        json.WriteNumber("cache_creation_input_tokens", 0);
        json.WriteNumber("cache_read_input_tokens", 0);
        json.WriteNumber("output_tokens", output);
        json.WriteString("service_tier", "standard");
        json.WriteEndObject();
    }

    private static void Type(Utf8JsonWriter json, string type)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
    }

    private static void End(Utf8JsonWriter json, string type)
    {
        Type(json, type);
        json.WriteEndObject();
    }

    private static string Stop(ReplyEnd end) => end switch
    {
        ReplyEnd.Length => "max_tokens",
        ReplyEnd.ContentFilter or ReplyEnd.Refusal => "refusal",
        _ => "end_turn",
    };

    private static string ErrorType(ErrorKind kind) => kind switch
    {
        ErrorKind.Unauthorized => "authentication_error",
        ErrorKind.QuotaSpent => "billing_error",
        ErrorKind.UnknownModel or ErrorKind.NotFound => "not_found_error",
        ErrorKind.TooLarge => "request_too_large",
        ErrorKind.RateLimited => "rate_limit_error",
        ErrorKind.Server or ErrorKind.Unavailable => "api_error",
        ErrorKind.Overloaded => "overloaded_error",
        _ => "invalid_request_error",
    };

    private static string Message(WireError error) => error.Kind switch
    {
        ErrorKind.QuotaSpent => "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.",
        ErrorKind.RateLimited => "This request would exceed your organization's rate limit of requests per minute.",
        ErrorKind.Server or ErrorKind.Unavailable => "Internal server error",
        ErrorKind.Overloaded => "Overloaded",
        ErrorKind.ContentFilter => "Output blocked by content filtering policy",
        ErrorKind.TooLong => "prompt is too long: " + error.Message,
        ErrorKind.UnknownModel => "model: " + error.Message,
        _ => error.Message,
    };
}
