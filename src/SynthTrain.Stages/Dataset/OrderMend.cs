using System.Globalization;
using System.Text.Json.Nodes;
using SynthTrain.Stages.Critiques;

namespace SynthTrain.Stages.Dataset;

/// <summary>Makes order, times, numbers and totals agree.</summary>
internal static class OrderMend
{
    private const int Break = 15;

    /// <summary>Sorts, numbers and adds up.</summary>
    public static void Apply(JsonObject payload)
    {
        if (payload["items"] is JsonArray items)
            Sort(items, item => -Number(item["days_before"]));
        if (payload["steps"] is JsonArray steps && steps.All(step => step is JsonObject))
            Steps(payload, steps);
        if (payload["days"] is JsonArray days && days.All(day => day is JsonObject))
            Days(payload, days);
    }

    private static void Steps(JsonObject payload, JsonArray steps)
    {
        // Numbers that are a permutation tell the order that was meant.
        var numbers = steps.OfType<JsonObject>().Select(step => Number(step["number"])).Order().ToArray();
        if (numbers.SequenceEqual(Enumerable.Range(1, steps.Count)))
            Sort(steps, step => Number(step["number"]));
        for (var i = 0; i < steps.Count; i++)
            ((JsonObject)steps[i]!)["number"] = i + 1;
        payload["total_minutes"] = steps.OfType<JsonObject>().Sum(step => (long)Number(step["minutes"]));
    }

    private static void Days(JsonObject payload, JsonArray days)
    {
        payload["total_days"] = days.Count;
        for (var i = 0; i < days.Count; i++)
        {
            var day = (JsonObject)days[i]!;
            day["day"] = i + 1;
            if (day["stops"] is not JsonArray stops)
                continue;
            Sort(stops, stop => Start(stop));
            var free = 0;
            foreach (var stop in stops.OfType<JsonObject>())
            {
                var start = Math.Max(Start(stop), free);
                if (start != Start(stop))
                    stop["start"] = string.Create(CultureInfo.InvariantCulture, $"{start / 60:00}:{start % 60:00}");
                free = start + Number(stop["minutes"]) + Break;
            }
        }
    }

    private static void Sort(JsonArray list, Func<JsonObject, int> by)
    {
        var sorted = list.OfType<JsonObject>().OrderBy(by).ToArray();
        if (sorted.Length != list.Count)
            return;
        list.Clear();
        foreach (var entry in sorted)
            list.Add((JsonNode)entry);
    }

    private static int Start(JsonObject stop) => stop["start"] is JsonValue value && value.TryGetValue<string>(out var text) ? OrderCheck.Clock(text) ?? 0 : 0;

    private static int Number(JsonNode? node) => node is JsonValue value && value.TryGetValue<int>(out var number) ? number : 0;
}
