using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SynthTrain.Loopback.Requests;

namespace SynthTrain.Loopback.Wire;

/// <summary>Gemini's generateContent, with an AI Studio key or on Vertex.</summary>
internal sealed class GeminiWire : WireFormat
{
    private const int Chunks = 6;

    /// <inheritdoc/>
    public override string Name => "gemini";

    /// <inheritdoc/>
    public override bool BlocksPrompts => true;

    /// <inheritdoc/>
    public override bool RetryInHeaders => false;

    /// <inheritdoc/>
    public override bool Takes(string path) =>
        path.Contains("/models/", StringComparison.Ordinal) && (path.EndsWith(":generateContent", StringComparison.Ordinal) || path.EndsWith(":streamGenerateContent", StringComparison.Ordinal));

    /// <inheritdoc/>
    public override WireError? CheckHeaders(HttpRequest http, string? key)
    {
        var path = http.Path.Value ?? "";
        if (!HttpMethods.IsPost(http.Method))
            return new WireError(ErrorKind.NotFound, $"{http.Method} {path} was not found on this server.");
        if (http.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) != true)
            return new WireError(ErrorKind.BadRequest, "Invalid JSON payload received: the content type must be application/json.");
        if (path.EndsWith(":streamGenerateContent", StringComparison.Ordinal) && http.Query["alt"] != "sse")
            return new WireError(ErrorKind.BadRequest, "This server streams server-sent events alone: add alt=sse.");
        return CheckAccess(http, key);
    }

    /// <summary>Checks the key: a header of its own, or a bearer token on Vertex.</summary>
    public static WireError? CheckAccess(HttpRequest http, string? key)
    {
        if (IsVertex(http.Path.Value ?? ""))
        {
            var token = http.Headers.Authorization.ToString();
            return token.StartsWith("Bearer ", StringComparison.Ordinal) && (key is null || token == "Bearer " + key)
                ? null
                : new WireError(ErrorKind.Unauthorized, "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. " + token) { Code = "UNAUTHENTICATED" };
        }

        var given = http.Headers["x-goog-api-key"].ToString();
        if (given.Length == 0)
            return new WireError(ErrorKind.Forbidden, "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.");
        return key is null || given == key ? null : new WireError(ErrorKind.Unauthorized, $"API key not valid. Please pass a valid API key. ({given})");
    }

    /// <inheritdoc/>
    public override string Key(HttpRequest http) => IsVertex(http.Path.Value ?? "") ? http.Headers.Authorization.ToString() : http.Headers["x-goog-api-key"].ToString();

    /// <inheritdoc/>
    public override ServerRequest Read(string path, JsonElement body, ProviderServerOptions options) => GeminiRequestReader.Read(path, body);

    /// <inheritdoc/>
    public override void WriteReply(Utf8JsonWriter json, ServerRequest request, ServerReply reply) => Write(json, request, reply, (reply.Text, Last: true));

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Events(ServerRequest request, ServerReply reply)
    {
        var pieces = Pieces(reply.Text, Chunks).DefaultIfEmpty("").ToArray();
        var events = pieces.Select((piece, i) => Event(null, json => Write(json, request, reply, (piece, i == pieces.Length - 1)))).ToList();
        if (reply.OtherId)
            events.Insert(1, Event(null, json => Write(json, request, reply with { Number = reply.Number + 500_000 }, (" words of another reply ", Last: false))));
        return events;
    }

    /// <inheritdoc/>
    public override void WriteError(Utf8JsonWriter json, WireError error)
    {
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteNumber("code", Status(error));
        json.WriteString("message", Message(error));
        json.WriteString("status", StatusName(error));
        GeminiErrorDetails.Write(json, error);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public override int Status(WireError error) => error.Kind switch
    {
        // A wrong key is an invalid argument here; only a wrong token is unauthenticated.
        ErrorKind.Unauthorized => error.Code == "UNAUTHENTICATED" ? 401 : 400,
        ErrorKind.Forbidden => 403,
        ErrorKind.UnknownModel or ErrorKind.NotFound => 404,
        ErrorKind.RateLimited or ErrorKind.QuotaSpent => 429,
        ErrorKind.Server => 500,
        ErrorKind.Unavailable or ErrorKind.Overloaded => 503,
        _ => 400,
    };

    /// <inheritdoc/>
    public override void SetHeaders(HttpResponse response, long number)
    {
        response.Headers.Vary = "Origin, X-Origin, Referer";
        response.Headers["server-timing"] = "gfet4t7; dur=1";
    }

    private static bool IsVertex(string path) => path.Contains("/projects/", StringComparison.Ordinal);

    private static void Write(Utf8JsonWriter json, ServerRequest request, ServerReply reply, (string Text, bool Last) part)
    {
        json.WriteStartObject();
        if (reply.End == ReplyEnd.PromptBlocked)
        {
            json.WriteStartObject("promptFeedback");
            json.WriteString("blockReason", "PROHIBITED_CONTENT");
            json.WriteEndObject();
        }
        else
        {
            json.WriteStartArray("candidates");
            Candidate(json, reply, part);
            json.WriteEndArray();
        }

        Usage(json, reply, part.Last);
        json.WriteString("modelVersion", request.Model);
        json.WriteString("responseId", string.Create(CultureInfo.InvariantCulture, $"r{reply.Number:x12}"));
        Extra(json, reply);
        json.WriteEndObject();
    }

    private static void Candidate(Utf8JsonWriter json, ServerReply reply, (string Text, bool Last) part)
    {
        json.WriteStartObject();
        if (reply.End != ReplyEnd.ContentFilter)
        {
            json.WriteStartObject("content");
            json.WriteStartArray("parts");
            json.WriteStartObject();
            json.WriteString("text", part.Text);
            Extra(json, reply);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteString("role", "model");
            json.WriteEndObject();
        }

        if (part.Last)
            json.WriteString("finishReason", reply.End switch { ReplyEnd.Length => "MAX_TOKENS", ReplyEnd.ContentFilter => "SAFETY", _ => "STOP" });
        json.WriteNumber("index", 0);
        json.WriteEndObject();
    }

    private static void Usage(Utf8JsonWriter json, ServerReply reply, bool last)
    {
        json.WriteStartObject("usageMetadata");
        json.WriteNumber("promptTokenCount", reply.PromptTokens);
        if (last)
            json.WriteNumber("candidatesTokenCount", reply.CompletionTokens);
        json.WriteNumber("totalTokenCount", reply.PromptTokens + (last ? reply.CompletionTokens : 0));
        json.WriteStartArray("promptTokensDetails");
        json.WriteStartObject();
        json.WriteString("modality", "TEXT");
        json.WriteNumber("tokenCount", reply.PromptTokens);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string StatusName(WireError error) => error.Kind switch
    {
        ErrorKind.Unauthorized => error.Code ?? "INVALID_ARGUMENT",
        ErrorKind.Forbidden => "PERMISSION_DENIED",
        ErrorKind.UnknownModel or ErrorKind.NotFound => "NOT_FOUND",
        ErrorKind.RateLimited or ErrorKind.QuotaSpent => "RESOURCE_EXHAUSTED",
        ErrorKind.Server => "INTERNAL",
        ErrorKind.Unavailable or ErrorKind.Overloaded => "UNAVAILABLE",
        _ => "INVALID_ARGUMENT",
    };

    private static string Message(WireError error) => error.Kind switch
    {
        ErrorKind.RateLimited => "Resource has been exhausted (e.g. check quota).",
        ErrorKind.Server => "An internal error has occurred. Please retry or report in https://developers.generativeai.google/guide/troubleshooting",
        ErrorKind.Unavailable or ErrorKind.Overloaded => "The model is overloaded. Please try again later.",
        ErrorKind.TooLong => "The input token count exceeds the maximum number of tokens allowed. " + error.Message,
        ErrorKind.SchemaRefused => "Invalid value at 'generation_config.response_json_schema': " + error.Message,
        _ => error.Message,
    };
}
