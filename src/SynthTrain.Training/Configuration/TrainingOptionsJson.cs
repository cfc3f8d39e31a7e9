using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace SynthTrain.Training.Configuration;

/// <summary>Options as JSON, for reports and fingerprints, and back: every value is there, defaults too, in the order of the records.</summary>
public static class TrainingOptionsJson
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Options of supervised fine-tuning.</summary>
    public static JsonObject ToJson(SftOptions options) => JsonSerializer.SerializeToNode(options, s_json)!.AsObject();

    /// <summary>Options of preference optimisation.</summary>
    public static JsonObject ToJson(DpoOptions options) => JsonSerializer.SerializeToNode(options, s_json)!.AsObject();

    /// <summary>What <see cref="ToJson(SftOptions)"/> wrote.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static SftOptions ReadSft(JsonNode json) => json.Deserialize<SftOptions>(s_json) ?? throw new JsonException("null is no set of options");

    /// <summary>What <see cref="ToJson(DpoOptions)"/> wrote.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static DpoOptions ReadDpo(JsonNode json) => json.Deserialize<DpoOptions>(s_json) ?? throw new JsonException("null is no set of options");
}
