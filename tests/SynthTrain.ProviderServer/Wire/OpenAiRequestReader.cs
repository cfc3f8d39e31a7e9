using System.Text.Json;
using SynthTrain.Loopback.Requests;

namespace SynthTrain.Loopback.Wire;

/// <summary>Reads a chat completion request.</summary>
internal static class OpenAiRequestReader
{
    private static readonly HashSet<string> s_known = new(StringComparer.Ordinal)
    {
        "messages", "model", "audio", "frequency_penalty", "function_call", "functions", "logit_bias", "logprobs", "max_completion_tokens", "max_tokens", "metadata",
        "modalities", "moderation", "n", "parallel_tool_calls", "prediction", "presence_penalty", "prompt_cache_key", "prompt_cache_options", "prompt_cache_retention", "reasoning_effort",
        "response_format", "safety_identifier", "seed", "service_tier", "stop", "store", "stream", "stream_options", "temperature", "tool_choice", "tools",
        "top_logprobs", "top_p", "user", "verbosity", "web_search_options",
    };

    private static readonly HashSet<string> s_roles = new(StringComparer.Ordinal) { "system", "developer", "user", "assistant", "tool", "function" };

    public static ServerRequest Read(JsonElement body, bool strict)
    {
        var model = BodyReader.Text(body, "model");
        if (strict)
            BodyReader.OnlyKnown(body, s_known, name => $"Unknown parameter: '{name}'.");
        var stream = BodyReader.Flag(body, "stream");
        BodyReader.Range(body, "temperature", 0, 2);
        BodyReader.Range(body, "top_p", 0, 1);
        BodyReader.Range(body, "frequency_penalty", -2, 2);
        BodyReader.Range(body, "presence_penalty", -2, 2);
        var (schema, name, schemaStrict) = Schema(body);
        return new ServerRequest
        {
            Protocol = "openai",
            Model = model,
            Messages = [.. BodyReader.List(body, "messages").EnumerateArray().Select(Message)],
            Schema = schema,
            SchemaName = name,
            SchemaIsStrict = schemaStrict,
            MaxTokens = BodyReader.Count(body, "max_completion_tokens") ?? BodyReader.Count(body, "max_tokens"),
            Stream = stream,
            StreamUsage = StreamUsage(body, stream),
        };
    }

    private static ServerMessage Message(JsonElement message, int index)
    {
        var where = $"messages[{index}]";
        if (message.ValueKind != JsonValueKind.Object || !message.TryGetProperty("role", out var role) || !s_roles.Contains(role.GetString() ?? ""))
            throw WireException.BadRequest($"Invalid value for '{where}.role'.", $"{where}.role", "invalid_value");
        if (!message.TryGetProperty("content", out var content))
            throw WireException.BadRequest($"Missing required parameter: '{where}.content'.", $"{where}.content", "missing_required_parameter");
        var name = role.GetString()!;
        return new ServerMessage(name == "developer" ? "system" : name, BodyReader.Content(content, where + ".content"));
    }

    private static bool StreamUsage(JsonElement body, bool stream)
    {
        if (!body.TryGetProperty("stream_options", out var options) || options.ValueKind == JsonValueKind.Null)
            return false;
        if (!stream)
            throw WireException.BadRequest("The 'stream_options' parameter is only allowed when 'stream' is enabled.", "stream_options");
        return BodyReader.Flag(options, "include_usage");
    }

    private static (string? Schema, string Name, bool Strict) Schema(JsonElement body)
    {
        if (!body.TryGetProperty("response_format", out var format) || format.ValueKind == JsonValueKind.Null)
            return (null, "", false);
        var type = format.ValueKind == JsonValueKind.Object && format.TryGetProperty("type", out var value) ? value.GetString() : null;
        if (type is "text" or "json_object")
            return (null, "", false);
        if (type != "json_schema")
            throw WireException.BadRequest($"Invalid value: '{type}'. Supported values are: 'json_object', 'json_schema', and 'text'.", "response_format.type", "invalid_value");
        if (!format.TryGetProperty("json_schema", out var json) || json.ValueKind != JsonValueKind.Object)
            throw WireException.BadRequest("Missing required parameter: 'response_format.json_schema'.", "response_format.json_schema", "missing_required_parameter");
        var name = json.TryGetProperty("name", out var given) ? given.GetString() ?? "" : "";
        if (name.Length is 0 or > 64 || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-')))
            throw WireException.BadRequest($"Invalid 'response_format.json_schema.name': '{name}'. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$' of at most 64 characters.", "response_format.json_schema.name", name.Length == 0 ? "missing_required_parameter" : "invalid_value");
        return json.TryGetProperty("schema", out var schema) ? (schema.GetRawText(), name, BodyReader.Flag(json, "strict")) : (null, name, false);
    }
}
