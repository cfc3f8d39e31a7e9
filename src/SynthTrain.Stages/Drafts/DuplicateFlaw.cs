using System.Text.Json.Nodes;

namespace SynthTrain.Stages.Drafts;

/// <summary>Says the same twice.</summary>
internal static class DuplicateFlaw
{
    /// <summary>Repeats the first entry at the end, with an id of its own and consistent numbers.</summary>
    public static bool Apply(JsonObject payload)
    {
        if (payload["items"] is JsonArray items)
            return RepeatItem(items);
        if (payload["steps"] is JsonArray steps)
            return RepeatStep(payload, steps);
        if (payload["questions"] is JsonArray questions)
            return RepeatQuestion(questions);
        return payload["days"] is JsonArray days && RepeatStop(days);
    }

    private static bool RepeatItem(JsonArray items)
    {
        var copy = Copy(items, "i_again");
        copy["days_before"] = items[^1]!["days_before"]!.DeepClone();
        items.Add((JsonNode)copy);
        return true;
    }

    private static bool RepeatStep(JsonObject payload, JsonArray steps)
    {
        var copy = Copy(steps, "s_again");
        copy["number"] = steps.Count + 1;
        payload["total_minutes"] = payload["total_minutes"]!.GetValue<int>() + copy["minutes"]!.GetValue<int>();
        steps.Add((JsonNode)copy);
        return true;
    }

    private static bool RepeatQuestion(JsonArray questions)
    {
        var copy = Copy(questions, "q_again");
        copy["yes"] = questions[^1]!["yes"]!.DeepClone();
        questions[^1]!["yes"] = "q_again";
        questions.Add((JsonNode)copy);
        return true;
    }

    private static bool RepeatStop(JsonArray days)
    {
        var copy = Copy((JsonArray)days[0]!["stops"]!, "s_again");
        copy["start"] = "09:00";
        days.Add((JsonNode)new JsonObject { ["day"] = days.Count + 1, ["title"] = "One more day", ["stops"] = new JsonArray(copy) });
        ((JsonObject)days.Parent!)["total_days"] = days.Count;
        return true;
    }

    private static JsonObject Copy(JsonArray entries, string id)
    {
        var copy = (JsonObject)entries[0]!.DeepClone();
        copy["id"] = id;
        if (copy.ContainsKey("certainty"))
            copy["certainty"] = "stable";
        return copy;
    }
}
