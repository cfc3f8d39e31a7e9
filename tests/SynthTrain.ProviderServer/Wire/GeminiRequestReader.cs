using System.Text.Json;
using SynthTrain.Loopback.Requests;

namespace SynthTrain.Loopback.Wire;

/// <summary>Reads a generateContent request; unknown names are refused, as the provider refuses them. Names in camel case and in snake case are one.</summary>
internal static class GeminiRequestReader
{
    private static readonly HashSet<string> s_known = new(StringComparer.Ordinal)
    {
        "model", "contents", "systemInstruction", "generationConfig", "safetySettings", "tools", "toolConfig", "cachedContent", "labels", "serviceTier", "store",
    };

    private static readonly HashSet<string> s_config = new(StringComparer.Ordinal)
    {
        "stopSequences", "responseMimeType", "responseSchema", "responseJsonSchema", "_responseJsonSchema", "responseModalities", "candidateCount", "maxOutputTokens",
        "temperature", "topP", "topK", "seed", "presencePenalty", "frequencyPenalty", "responseLogprobs", "logprobs", "enableEnhancedCivicAnswers", "speechConfig",
        "thinkingConfig", "imageConfig", "mediaResolution", "audioTimestamp", "routingConfig", "modelSelectionConfig",
    };

    public static ServerRequest Read(string path, JsonElement body)
    {
        Known(body, s_known, "");
        var messages = new List<ServerMessage>();
        if (Field(body, "systemInstruction") is { } system)
            messages.Add(new ServerMessage("system", Parts(system, "system_instruction")));
        if (Field(body, "contents") is not { ValueKind: JsonValueKind.Array } contents || contents.GetArrayLength() == 0)
            throw WireException.BadRequest("* GenerateContentRequest.contents: contents is not specified", "contents");
        messages.AddRange(contents.EnumerateArray().Select(Message));
        var config = Field(body, "generationConfig") ?? default;
        return new ServerRequest
        {
            Protocol = "gemini",
            Model = Model(path),
            Messages = messages,
            Schema = Schema(config),
            MaxTokens = config.ValueKind == JsonValueKind.Object ? Number(config, "maxOutputTokens") : null,
            Stream = path.EndsWith(":streamGenerateContent", StringComparison.Ordinal),
            StreamUsage = true,
        };
    }

    /// <summary>A field by its name in camel case, or in snake case.</summary>
    public static JsonElement? Field(JsonElement json, string name)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return null;
        if (json.TryGetProperty(name, out var value) || json.TryGetProperty(JsonNamingPolicy.SnakeCaseLower.ConvertName(name), out value))
            return value.ValueKind == JsonValueKind.Null ? null : value;
        return null;
    }

    private static string Model(string path)
    {
        var start = path.LastIndexOf("/models/", StringComparison.Ordinal) + "/models/".Length;
        return path[start..path.LastIndexOf(':')];
    }

    private static ServerMessage Message(JsonElement content, int index)
    {
        var role = Field(content, "role")?.GetString() ?? "user";
        if (role is not ("user" or "model" or "function"))
            throw WireException.BadRequest("Please use a valid role: user, model.", "contents");
        return new ServerMessage(role == "model" ? "assistant" : role, Parts(content, $"contents[{index}]"));
    }

    private static string Parts(JsonElement content, string where)
    {
        Known(content, ["parts", "role"], where);
        return Field(content, "parts") is { ValueKind: JsonValueKind.Array } parts && parts.GetArrayLength() > 0
            ? BodyReader.Content(parts, where + ".parts")
            : throw WireException.BadRequest($"* GenerateContentRequest.{where}.parts: contents.parts must not be empty.", where);
    }

    private static string? Schema(JsonElement config)
    {
        if (config.ValueKind != JsonValueKind.Object)
            return null;
        Known(config, s_config, "generation_config");
        BodyReader.Range(config, "temperature", 0, 2);
        BodyReader.Range(config, "topP", 0, 1);
        var (openApi, json) = (Field(config, "responseSchema"), Field(config, "responseJsonSchema") ?? Field(config, "_responseJsonSchema"));
        if (openApi is not null && json is not null)
            throw WireException.BadRequest("* GenerateContentRequest.generation_config: only one of response_schema and response_json_schema can be set.", "generation_config");
        if ((openApi ?? json) is null)
            return null;
        if (Field(config, "responseMimeType")?.GetString() != "application/json")
            throw WireException.BadRequest("* GenerateContentRequest.generation_config.response_json_schema: only allowed when response_mime_type is 'application/json'.", "generation_config");
        return (openApi ?? json)!.Value.GetRawText();
    }

    private static int? Number(JsonElement config, string name) =>
        Field(config, name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= 1 ? number
        : throw WireException.BadRequest($"* GenerateContentRequest.generation_config.{name}: must be a positive integer.", name);

    private static void Known(JsonElement json, HashSet<string> known, string where)
    {
        foreach (var property in json.EnumerateObject())
        {
            if (!known.Contains(property.Name) && !known.Any(name => JsonNamingPolicy.SnakeCaseLower.ConvertName(name) == property.Name))
                throw WireException.BadRequest($"Invalid JSON payload received. Unknown name \"{property.Name}\"{(where.Length > 0 ? $" at '{where}'" : "")}: Cannot find field.", property.Name);
        }
    }
}
