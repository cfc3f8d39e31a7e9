using System.Globalization;
using System.Text.Json.Nodes;
using SynthTrain.Core.Hashing;

namespace SynthTrain.Stages.Drafts;

/// <summary>Breaks the schema.</summary>
internal static class SchemaFlaw
{
    /// <summary>Breaks it in one of five ways.</summary>
    public static void Apply(JsonObject answer, SeededRandom random)
    {
        switch (random.Below(5))
        {
            case 0:
                answer.Remove("uncertainty_notes");
                break;
            case 1:
                answer["confidence"] = 0.9;
                break;
            case 2:
                answer["payload_type"] = Capital(answer["payload_type"]!.GetValue<string>());
                break;
            case 3 when Objects(answer["payload"]).Find(map => map.ContainsKey("certainty")) is { } entry:
                entry["certainty"] = "maybe";
                break;
            default:
                NumberAsText(answer);
                break;
        }
    }

    private static void NumberAsText(JsonObject answer)
    {
        foreach (var map in Objects(answer["payload"]))
        {
            var number = map.FirstOrDefault(pair => pair.Value is JsonValue value && value.TryGetValue<int>(out _));
            if (number.Value is null)
                continue;
            map[number.Key] = string.Create(CultureInfo.InvariantCulture, $"about {number.Value.GetValue<int>()}");
            return;
        }

        answer["confidence"] = "high";
    }

    private static List<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject map => [map, .. map.SelectMany(pair => Objects(pair.Value))],
        JsonArray list => [.. list.SelectMany(Objects)],
        _ => [],
    };

    private static string Capital(string text) => DraftWords.Capital(text).Replace('_', ' ');
}
