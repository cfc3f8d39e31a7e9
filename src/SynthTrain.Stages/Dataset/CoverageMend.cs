using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.Jsonl;
using SynthTrain.Stages.Critiques;
using SynthTrain.Stages.Drafts;

namespace SynthTrain.Stages.Dataset;

/// <summary>Gives each entry that may change a note and a check, and leaves out those about nothing.</summary>
internal static class CoverageMend
{
    /// <summary>Mends both lists.</summary>
    public static void Apply(JsonObject answer, DraftGround ground)
    {
        var entries = AnswerEntries.Of(JsonElement.Parse(JsonText.ToUtf8(answer).Span));
        var ids = entries.Select(entry => entry.Id).ToHashSet(StringComparer.Ordinal);
        var notes = List(answer, "uncertainty_notes", ids);
        var steps = List(answer, "verification_steps", ids);
        foreach (var entry in entries.Where(entry => entry.MayChange))
        {
            var fact = ground.Facts.FirstOrDefault(fact => WordingCheck.Same(fact.Do, entry.Text));
            if (!IsAbout(notes, entry.Id))
                notes.Add((JsonNode)new JsonObject { ["about"] = entry.Id, ["note"] = Wording.Soften(fact?.Uncertain ?? "This may change or differ from place to place.") });
            if (!IsAbout(steps, entry.Id))
                steps.Add((JsonNode)new JsonObject { ["about"] = entry.Id, ["step"] = Step(fact) });
        }

        // A tree's questions cannot be checked, what they advise can.
        if (steps.Count == 0 && (entries.FirstOrDefault(entry => !entry.Pointer.Contains("/questions/", StringComparison.Ordinal)) ?? (entries.Count > 0 ? entries[0] : null)) is { } first)
            steps.Add((JsonNode)new JsonObject { ["about"] = first.Id, ["step"] = Step(ground.Facts.FirstOrDefault(fact => WordingCheck.Same(fact.Do, first.Text))) });
    }

    private static JsonArray List(JsonObject answer, string name, HashSet<string> ids)
    {
        if (answer[name] is not JsonArray list)
            answer[name] = list = [];
        foreach (var stray in list.Where(element => !ids.Contains(About(element))).ToArray())
            list.Remove(stray);
        return list;
    }

    private static bool IsAbout(JsonArray list, string id) => list.Any(element => About(element) == id);

    private static string About(JsonNode? element) =>
        (element as JsonObject)?["about"] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : "";

    private static string Step(DraftFact? fact) => Wording.Soften($"Check this with {fact?.Verify ?? "an official source"} before you rely on it.");
}
