using System.Text.Json.Nodes;
using SynthTrain.Core.Hashing;

namespace SynthTrain.Stages.Drafts;

/// <summary>Flaws of wording: promises, empty summaries, placeholders.</summary>
internal static class ClaimFlaw
{
    private static readonly string[] s_claims =
    [
        "This works always and for everyone.",
        "With this, success is guaranteed.",
        "You will never have a problem again.",
        "This is 100% safe.",
        "It is true without exception.",
        "This is certainly enough in every case.",
    ];

    private static readonly string[] s_summaries = ["Here is a short list.", "Some hints for the trip.", "See the entries below.", "An answer to your question."];

    private static readonly string[] s_placeholders = ["TBD", "TODO: look this up", "[insert local details here]", "Lorem ipsum dolor sit amet."];

    /// <summary>Adds a promise that nobody can keep.</summary>
    public static void Apply(JsonObject answer, SeededRandom random)
    {
        var claim = random.Pick(s_claims);
        var reasons = Reasons(answer);
        if (reasons.Count == 0 || random.Below(2) == 0)
        {
            answer["summary"] = $"{answer["summary"]} {claim}";
            return;
        }

        var entry = random.Pick(reasons);
        entry["why"] = $"{entry["why"]} {claim}";
    }

    /// <summary>Says next to nothing in the summary.</summary>
    public static bool Shorten(JsonObject answer, SeededRandom random)
    {
        answer["summary"] = random.Pick(s_summaries);
        return true;
    }

    /// <summary>Leaves text that was meant to be replaced.</summary>
    public static bool LeavePlaceholder(JsonObject answer, SeededRandom random)
    {
        var reasons = Reasons(answer);
        if (reasons.Count == 0)
            return false;
        random.Pick(reasons)["why"] = random.Pick(s_placeholders);
        return true;
    }

    private static List<JsonObject> Reasons(JsonNode? node) => node switch
    {
        JsonObject entry when entry.ContainsKey("why") => [entry],
        JsonObject map => [.. map.SelectMany(pair => Reasons(pair.Value))],
        JsonArray list => [.. list.SelectMany(Reasons)],
        _ => [],
    };
}
