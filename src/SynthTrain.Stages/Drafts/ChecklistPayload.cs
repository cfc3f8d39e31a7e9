using System.Globalization;
using System.Text.Json.Nodes;

namespace SynthTrain.Stages.Drafts;

/// <summary>Facts as items to tick off, most urgent first.</summary>
internal static class ChecklistPayload
{
    /// <summary>Orders the facts by how early they are due.</summary>
    public static BuiltPayload Build(DraftGround ground)
    {
        var entries = ground.Facts.OrderByDescending(fact => fact.DaysBefore)
            .Select((fact, i) => new BuiltEntry(string.Create(CultureInfo.InvariantCulture, $"i{i + 1}"), fact)).ToArray();
        var items = entries.Select(entry => (JsonNode)new JsonObject
        {
            ["id"] = entry.Id,
            ["item"] = entry.Fact.Do,
            ["why"] = entry.Fact.Text,
            ["days_before"] = entry.Fact.DaysBefore,
            ["certainty"] = BuiltPayload.Certainty(entry.Fact),
        });
        return new BuiltPayload(new JsonObject { ["items"] = new JsonArray([.. items]) }, entries, "point");
    }
}
