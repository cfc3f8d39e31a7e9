using System.Text.Json;
using System.Text.Json.Nodes;

namespace SynthTrain.Stages.Dataset;

/// <summary>Leads the branches of a decision tree where they can go.</summary>
internal static class TreeMend
{
    private static readonly string[] s_branches = ["yes", "no"];

    /// <summary>Mends branches that lead nowhere or back, and leaves out what is never reached.</summary>
    public static void Apply(JsonObject payload, JsonObject clean)
    {
        if (payload["questions"] is not JsonArray { Count: > 0 } questions || payload["outcomes"] is not JsonArray outcomes)
            return;
        var order = questions.OfType<JsonObject>().Select(question => Text(question["id"])).ToList();
        var ends = outcomes.OfType<JsonObject>().Select(outcome => Text(outcome["id"])).ToList();
        if (!order.Contains(Text(payload["start"])))
            payload["start"] = order[0];
        for (var i = 0; i < questions.Count && questions[i] is JsonObject question; i++)
        {
            foreach (var branch in s_branches)
            {
                var target = Text(question[branch]);
                if (order.IndexOf(target) <= i && !ends.Contains(target))
                    question[branch] = Target(question, branch, (order, ends, i), clean);
            }
        }

        DropUnreached(payload, questions, outcomes);
    }

    // Where the good answer goes from this question; else the next question; else the last outcome.
    private static string Target(JsonObject question, string branch, (List<string> Order, List<string> Ends, int Index) tree, JsonObject clean)
    {
        var same = (clean["questions"] as JsonArray)?.OfType<JsonObject>().FirstOrDefault(other => JsonNode.DeepEquals(other["id"], question["id"]));
        var target = Text(same?[branch]);
        if (tree.Ends.Contains(target) || tree.Order.IndexOf(target) > tree.Index)
            return target;
        return tree.Index + 1 < tree.Order.Count ? tree.Order[tree.Index + 1] : tree.Ends.Count > 0 ? tree.Ends[^1] : "";
    }

    private static void DropUnreached(JsonObject payload, JsonArray questions, JsonArray outcomes)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal) { Text(payload["start"]) };
        foreach (var question in questions.OfType<JsonObject>().Where(question => reached.Contains(Text(question["id"]))))
        {
            foreach (var branch in s_branches)
                reached.Add(Text(question[branch]));
        }

        foreach (var list in new[] { questions, outcomes })
        {
            foreach (var node in list.OfType<JsonObject>().Where(node => !reached.Contains(Text(node["id"]))).ToArray())
                list.Remove(node);
        }
    }

    private static string Text(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : "";
}
