using System.Text.Json.Nodes;
using SynthTrain.Core.Hashing;

namespace SynthTrain.Stages.Drafts;

/// <summary>Makes order, times, totals or references contradict each other.</summary>
internal static class OrderFlaw
{
    /// <summary>Breaks one thing; false when the payload has nothing to break.</summary>
    public static bool Apply(JsonObject payload, SeededRandom random)
    {
        var first = random.Below(2) == 0;
        if (payload["days"] is JsonArray days)
            return first && SwapStarts(days) || Add(payload, "total_days", 1);
        if (payload["steps"] is JsonArray steps)
            return first ? Add(payload, "total_minutes", 5 + random.Below(40)) : Swap(steps, "number");
        if (payload["questions"] is JsonArray questions)
            return Misdirect(questions, first, random);
        return payload["items"] is JsonArray items && (Swap(items, "days_before") || Add((JsonObject)items[^1]!, "days_before", 7));
    }

    private static bool SwapStarts(JsonArray days)
    {
        var stops = days.Select(day => (JsonArray)day!["stops"]!).FirstOrDefault(stops => stops.Count > 1);
        return stops is not null && Swap(stops, "start");
    }

    // Values that differ, so that the swap can be seen.
    private static bool Swap(JsonArray entries, string field)
    {
        for (var i = 1; i < entries.Count; i++)
        {
            var (before, after) = ((JsonObject)entries[i - 1]!, (JsonObject)entries[i]!);
            if (JsonNode.DeepEquals(before[field], after[field]))
                continue;
            var value = before[field]!.DeepClone();
            before[field] = after[field]!.DeepClone();
            after[field] = value;
            return true;
        }

        return false;
    }

    private static bool Add(JsonObject payload, string field, int number)
    {
        payload[field] = payload[field]!.GetValue<int>() + number;
        return true;
    }

    private static bool Misdirect(JsonArray questions, bool nowhere, SeededRandom random)
    {
        var question = (JsonObject)questions[random.Below(questions.Count)]!;
        question["yes"] = nowhere ? "q99" : questions[0]!["id"]!.DeepClone();
        return true;
    }
}
