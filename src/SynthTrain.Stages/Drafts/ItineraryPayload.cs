using System.Globalization;
using System.Text.Json.Nodes;
using SynthTrain.Core.Hashing;

namespace SynthTrain.Stages.Drafts;

/// <summary>Facts as stops of one or more days.</summary>
internal static class ItineraryPayload
{
    private const int Break = 15;
    private const int LastMinute = (24 * 60) - 1;

    /// <summary>Deals the facts over the days by the hour they fit.</summary>
    public static BuiltPayload Build(DraftGround ground, SeededRandom random)
    {
        var facts = ground.Facts.OrderBy(fact => fact.Hour).ToArray();
        var wanted = Math.Clamp(ground.Days == 0 ? (facts.Length + 2) / 3 : ground.Days, 1, facts.Length);
        var entries = new List<BuiltEntry>();
        var days = new JsonArray();
        for (var day = 0; day < wanted; day++)
        {
            var waiting = new Queue<DraftFact>(facts.Where((_, i) => i % wanted == day));
            // A second round only for facts that do not fit into the day.
            while (waiting.Count > 0)
                days.Add((JsonNode)Day(days.Count + 1, Stops(waiting, days.Count + 1, random, entries)));
        }

        for (var i = 0; i < days.Count; i++)
            days[i]!["title"] = Title(i, days.Count);
        return new BuiltPayload(new JsonObject { ["total_days"] = days.Count, ["days"] = days }, entries, "stop");
    }

    private static JsonArray Stops(Queue<DraftFact> waiting, int day, SeededRandom random, List<BuiltEntry> entries)
    {
        var stops = new JsonArray();
        var free = 0;
        while (waiting.TryPeek(out var fact))
        {
            var minutes = Math.Min(fact.Minutes, 720);
            var start = Math.Max((fact.Hour * 60) + (15 * random.Below(3)), free);
            if (start + minutes > LastMinute && stops.Count > 0)
                break;
            start = Math.Min(start, LastMinute - minutes);
            waiting.Dequeue();
            var id = string.Create(CultureInfo.InvariantCulture, $"d{day}s{stops.Count + 1}");
            entries.Add(new BuiltEntry(id, fact));
            stops.Add((JsonNode)new JsonObject
            {
                ["id"] = id,
                ["start"] = Clock(start),
                ["minutes"] = minutes,
                ["activity"] = fact.Do,
                ["why"] = fact.Text,
                ["certainty"] = BuiltPayload.Certainty(fact),
            });
            free = start + minutes + Break;
        }

        return stops;
    }

    private static JsonObject Day(int number, JsonArray stops) => new() { ["day"] = number, ["title"] = "", ["stops"] = stops };

    private static string Title(int index, int count) => (index, count) switch
    {
        (_, 1) => "A day at an easy pace",
        (0, _) => "Arrive and look around",
        _ when index == count - 1 => "Take it slowly",
        _ => "Go a little deeper",
    };

    private static string Clock(int minute) => string.Create(CultureInfo.InvariantCulture, $"{minute / 60:00}:{minute % 60:00}");
}
