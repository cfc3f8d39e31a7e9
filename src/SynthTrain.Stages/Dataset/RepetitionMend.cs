using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Stages.Critiques;

namespace SynthTrain.Stages.Dataset;

/// <summary>Leaves out entries that say what an earlier one says.</summary>
internal static class RepetitionMend
{
    /// <summary>Leaves them out of every list; in a tree the branches are led past them.</summary>
    public static void Apply(JsonObject payload)
    {
        Thin([payload["items"] as JsonArray], "item", (_, _) => { });
        Thin([payload["steps"] as JsonArray], "action", (_, _) => { });
        var days = payload["days"] as JsonArray ?? [];
        Thin([.. days.OfType<JsonObject>().Select(day => day["stops"] as JsonArray)], "activity", (_, _) => { });
        foreach (var empty in days.OfType<JsonObject>().Where(day => day["stops"] is JsonArray { Count: 0 }).ToArray())
            days.Remove(empty);
        Thin([payload["questions"] as JsonArray], "question", (dropped, _) => Lead(payload, dropped["id"], dropped["yes"]));
        Thin([payload["outcomes"] as JsonArray], "advice", (dropped, kept) => Lead(payload, dropped["id"], kept["id"]));
    }

    private static void Thin(JsonArray?[] lists, string text, Action<JsonObject, JsonObject> dropping)
    {
        var kept = new List<JsonObject>();
        foreach (var list in lists.OfType<JsonArray>())
        {
            foreach (var entry in list.OfType<JsonObject>().ToArray())
            {
                if (kept.Find(earlier => WordingCheck.Same(Text(earlier, text), Text(entry, text))) is not { } same)
                {
                    kept.Add(entry);
                    continue;
                }

                dropping(entry, same);
                list.Remove(entry);
            }
        }
    }

    private static void Lead(JsonObject payload, JsonNode? from, JsonNode? to)
    {
        foreach (var question in (payload["questions"] as JsonArray ?? []).OfType<JsonObject>())
        {
            foreach (var branch in new[] { "yes", "no" })
            {
                if (JsonNode.DeepEquals(question[branch], from))
                    question[branch] = to?.DeepClone();
            }
        }

        if (JsonNode.DeepEquals(payload["start"], from))
            payload["start"] = to?.DeepClone();
    }

    private static string Text(JsonObject entry, string field) =>
        entry[field] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : "";
}
