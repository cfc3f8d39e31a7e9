using System.Globalization;
using System.Text.Json.Nodes;
using SynthTrain.Core.Hashing;

namespace SynthTrain.Stages.Drafts;

/// <summary>Facts as yes-or-no questions; each no leads to one thing to do.</summary>
internal static class DecisionTreePayload
{
    private const string Done = "done";

    private static readonly string[] s_done =
    [
        "All of this is settled; look through the notes once more shortly before you go.",
        "Nothing is left to do here; keep the notes at hand.",
        "You are ready as far as these questions go; spend the time on something pleasant.",
    ];

    /// <summary>Orders the questions by how early they are due.</summary>
    public static BuiltPayload Build(DraftGround ground, SeededRandom random)
    {
        var facts = ground.Facts.OrderByDescending(fact => fact.DaysBefore).ToArray();
        var questions = new JsonArray();
        var outcomes = new JsonArray();
        var entries = new List<BuiltEntry>();
        for (var i = 0; i < facts.Length; i++)
        {
            var answer = Id('a', i + 1);
            entries.Add(new BuiltEntry(answer, facts[i]));
            questions.Add((JsonNode)new JsonObject
            {
                ["id"] = Id('q', i + 1),
                ["question"] = facts[i].Ask,
                ["yes"] = i + 1 < facts.Length ? Id('q', i + 2) : Done,
                ["no"] = answer,
            });
            outcomes.Add((JsonNode)Outcome(answer, facts[i].Do, facts[i].Text, BuiltPayload.Certainty(facts[i])));
        }

        outcomes.Add((JsonNode)Outcome(Done, random.Pick(s_done), "Each question was answered with yes.", "stable"));
        var payload = new JsonObject { ["start"] = Id('q', 1), ["questions"] = questions, ["outcomes"] = outcomes };
        return new BuiltPayload(payload, entries, "question");
    }

    private static JsonObject Outcome(string id, string advice, string why, string certainty) =>
        new() { ["id"] = id, ["advice"] = advice, ["why"] = why, ["certainty"] = certainty };

    private static string Id(char letter, int number) => string.Create(CultureInfo.InvariantCulture, $"{letter}{number}");
}
