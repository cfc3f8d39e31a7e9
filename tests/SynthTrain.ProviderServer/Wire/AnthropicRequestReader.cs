using System.Text.Json;
using SynthTrain.Loopback.Requests;

namespace SynthTrain.Loopback.Wire;

/// <summary>Reads a messages request; fields that the reference does not name are refused, as the provider refuses them.</summary>
internal static class AnthropicRequestReader
{
    private static readonly HashSet<string> s_known = new(StringComparer.Ordinal)
    {
        "model", "messages", "max_tokens", "system", "metadata", "stop_sequences", "stream", "temperature", "top_k", "top_p", "thinking", "tools", "tool_choice",
        "service_tier", "output_config", "cache_control", "container", "inference_geo",
    };

    public static ServerRequest Read(JsonElement body)
    {
        var model = body.TryGetProperty("model", out _) ? BodyReader.Text(body, "model") : throw WireException.BadRequest("model: Field required", "model");
        BodyReader.OnlyKnown(body, s_known, name => $"{name}: Extra inputs are not permitted");
        BodyReader.Range(body, "temperature", 0, 1);
        BodyReader.Range(body, "top_p", 0, 1);
        BodyReader.Count(body, "top_k");
        var messages = new List<ServerMessage>();
        if (body.TryGetProperty("system", out var system) && system.ValueKind != JsonValueKind.Null)
            messages.Add(new ServerMessage("system", Content(system, "system")));
        messages.AddRange(BodyReader.List(body, "messages").EnumerateArray().Select(Message));
        var schema = Schema(body);
        return new ServerRequest
        {
            Protocol = "anthropic",
            Model = model,
            Messages = messages,
            Schema = schema,
            SchemaIsStrict = schema is not null,
            MaxTokens = BodyReader.Count(body, "max_tokens") ?? throw WireException.BadRequest("max_tokens: Field required", "max_tokens"),
            Stream = BodyReader.Flag(body, "stream"),
            StreamUsage = true,
        };
    }

    private static ServerMessage Message(JsonElement message, int index)
    {
        var role = message.ValueKind == JsonValueKind.Object && message.TryGetProperty("role", out var value) ? value.GetString() : null;
        if (role is not ("user" or "assistant"))
            throw WireException.BadRequest($"messages.{index}.role: Input should be 'user' or 'assistant'", "messages");
        return message.TryGetProperty("content", out var content)
            ? new ServerMessage(role, Content(content, $"messages.{index}.content"))
            : throw WireException.BadRequest($"messages.{index}.content: Field required", "messages");
    }

    private static string Content(JsonElement content, string where)
    {
        if (content.ValueKind != JsonValueKind.Array)
            return BodyReader.Content(content, where);
        foreach (var block in content.EnumerateArray())
        {
            if (!block.TryGetProperty("type", out var type) || type.GetString() != "text")
                throw WireException.BadRequest($"{where}: blocks need type 'text' on this server", where);
            if (!block.TryGetProperty("text", out var text) || text.GetString() is not { Length: > 0 })
                throw WireException.BadRequest($"{where}: text content blocks must be non-empty", where);
        }

        return BodyReader.Content(content, where);
    }

    private static string? Schema(JsonElement body)
    {
        if (!body.TryGetProperty("output_config", out var config) || config.ValueKind == JsonValueKind.Null)
            return null;
        BodyReader.OnlyKnown(config, ["format", "effort", "task_budget"], name => $"output_config.{name}: Extra inputs are not permitted");
        if (!config.TryGetProperty("format", out var format) || format.ValueKind == JsonValueKind.Null)
            return null;
        if (!format.TryGetProperty("type", out var type) || type.GetString() != "json_schema")
            throw WireException.BadRequest("output_config.format.type: Input should be 'json_schema'", "output_config");
        BodyReader.OnlyKnown(format, ["type", "schema"], name => $"output_config.format.{name}: Extra inputs are not permitted");
        return format.TryGetProperty("schema", out var schema) && schema.ValueKind == JsonValueKind.Object
            ? schema.GetRawText()
            : throw WireException.BadRequest("output_config.format.schema: Field required", "output_config");
    }
}
