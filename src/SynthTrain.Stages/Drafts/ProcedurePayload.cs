using System.Globalization;
using System.Text.Json.Nodes;

namespace SynthTrain.Stages.Drafts;

/// <summary>Facts as steps in order, with the time each takes.</summary>
internal static class ProcedurePayload
{
    /// <summary>Orders the facts by how early they are due.</summary>
    public static BuiltPayload Build(DraftGround ground)
    {
        var entries = ground.Facts.OrderByDescending(fact => fact.DaysBefore)
            .Select((fact, i) => new BuiltEntry(string.Create(CultureInfo.InvariantCulture, $"s{i + 1}"), fact)).ToArray();
        var steps = entries.Select((entry, i) => (JsonNode)new JsonObject
        {
            ["id"] = entry.Id,
            ["number"] = i + 1,
            ["action"] = entry.Fact.Do,
            ["why"] = entry.Fact.Text,
            ["minutes"] = entry.Fact.Minutes,
            ["certainty"] = BuiltPayload.Certainty(entry.Fact),
        });
        var payload = new JsonObject
        {
            ["goal"] = DraftWords.Sentence(DraftWords.Capital(ground.Subject)),
            ["total_minutes"] = entries.Sum(entry => entry.Fact.Minutes),
            ["steps"] = new JsonArray([.. steps]),
        };
        return new BuiltPayload(payload, entries, "step");
    }
}
