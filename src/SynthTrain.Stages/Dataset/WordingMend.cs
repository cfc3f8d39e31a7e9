using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Stages.Critiques;

namespace SynthTrain.Stages.Dataset;

/// <summary>Mends summary and wording.</summary>
internal static class WordingMend
{
    private const string Neutral = "This depends on the place and the day; ask on the spot.";

    /// <summary>Replaces placeholders and summaries that say too little, and makes promises modest.</summary>
    public static void Apply(JsonObject answer, JsonObject clean)
    {
        if (answer["summary"] is not JsonValue summary || summary.GetValueKind() != JsonValueKind.String || Wording.Words(summary.GetValue<string>()) < Wording.SummaryWords)
            answer["summary"] = clean["summary"]!.DeepClone();
        Change(answer, value => Wording.IsPlaceholder(value.GetValue<string>()) ? Replacement(value, clean) : value.GetValue<string>());
        Soften(answer);
    }

    /// <summary>Makes promises modest.</summary>
    public static void Soften(JsonObject answer) => Change(answer, value => Wording.Soften(value.GetValue<string>()));

    // What the good answer says in its place: in the summary's, or in the entry with the same id.
    private static string Replacement(JsonValue placeholder, JsonObject clean)
    {
        var name = placeholder.Parent is JsonObject ? placeholder.GetPropertyName() : "";
        if (placeholder.Parent is JsonObject entry && (entry["id"] ?? entry["about"]) is { } id && Find(clean, id, name) is { } text)
            return text;
        return name == "summary" ? clean["summary"]!.GetValue<string>() : Neutral;
    }

    private static string? Find(JsonNode? node, JsonNode id, string name) => node switch
    {
        JsonObject map when JsonNode.DeepEquals(map["id"] ?? map["about"], id) && map[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        JsonObject map => map.Select(pair => Find(pair.Value, id, name)).FirstOrDefault(text => text is not null),
        JsonArray list => list.Select(element => Find(element, id, name)).FirstOrDefault(text => text is not null),
        _ => null,
    };

    private static void Change(JsonNode? node, Func<JsonValue, string> change)
    {
        switch (node)
        {
            case JsonObject map:
                foreach (var (_, value) in map.ToArray())
                    Change(value, change);
                break;
            case JsonArray list:
                foreach (var element in list.ToArray())
                    Change(element, change);
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String && change(value) is var text && text != value.GetValue<string>():
                value.ReplaceWith(text);
                break;
        }
    }
}
