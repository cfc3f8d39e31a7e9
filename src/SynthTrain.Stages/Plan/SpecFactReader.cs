using System.Text.Json.Nodes;
using SynthTrain.Core.Configuration;

namespace SynthTrain.Stages.Plan;

/// <summary>Reads the knowledge: a list of facts, each with the words that answers are made of.</summary>
internal static class SpecFactReader
{
    /// <summary>Reads them all.</summary>
    public static IReadOnlyList<SpecFact> Read(YamlMap root, SpecDimension categories, SpecDimension regions, SpecDimension payloadTypes)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var facts = new List<SpecFact>();
        foreach (var map in root.Maps("knowledge"))
        {
            var id = map.Text("id");
            if (id.Length > 0 && !ids.Add(id))
                map.Fault("id", $"Fact '{id}' stands twice; give each its own id.");
            facts.Add(new SpecFact(
                id,
                PlanSpecReader.Name(map, "category", categories),
                PlanSpecReader.Names(map, "regions", regions),
                PlanSpecReader.Names(map, "payload_types", payloadTypes),
                Row(map, id)));
        }

        return facts;
    }

    private static JsonObject Row(YamlMap map, string id)
    {
        var row = new JsonObject { ["id"] = id };
        AddText(map, "fact", map.Text("fact"), row);
        AddText(map, "do", map.OptionalText("do"), row);
        AddText(map, "ask", map.OptionalText("ask"), row);
        AddNumber(map, "minutes", 1, 24 * 60, row);
        AddNumber(map, "days_before", 0, 365, row);
        AddNumber(map, "hour", 0, 23, row);
        AddText(map, "uncertain", map.OptionalText("uncertain"), row);
        AddText(map, "verify", map.OptionalText("verify"), row);
        return row;
    }

    private static void AddText(YamlMap map, string key, string? text, JsonObject row)
    {
        if (text is null)
            return;
        if (string.IsNullOrWhiteSpace(text) && map.Has(key))
            map.Fault(key, $"'{map.Path}.{key}' is empty; give it a text or leave it out.");
        row[key] = text;
    }

    private static void AddNumber(YamlMap map, string key, int min, int max, JsonObject row)
    {
        if (map.Has(key))
            row[key] = map.Int(key, null, min, max);
    }
}
