using System.Text.Json.Nodes;
using SynthTrain.Core.Hashing;
using SynthTrain.Stages.Critiques;

namespace SynthTrain.Stages.Drafts;

/// <summary>Builds an answer without flaws from a plan row: the envelope of summary, payload, notes and checks.</summary>
internal static class AnswerBuilder
{
    private static readonly string[] s_notes = ["{0}", "{0} Treat it as a hint.", "{0} Leave some room for it.", "Not certain: {1}"];

    private static readonly string[] s_checks =
    [
        "Let {0} confirm this before you rely on it.",
        "Confirm this through {0}, best shortly before you go.",
        "Use {0} as the source that counts.",
        "Verify this through {0} and note the date of the answer.",
    ];

    /// <summary>The answer; the same row gives the same answer.</summary>
    public static JsonObject Build(DraftGround ground)
    {
        var random = new SeededRandom(["answer", ground.Prompt, .. ground.Seeds]);
        var payload = ground.PayloadType switch
        {
            "itinerary" => ItineraryPayload.Build(ground, random),
            "decision_tree" => DecisionTreePayload.Build(ground, random),
            "procedure" => ProcedurePayload.Build(ground),
            _ => ChecklistPayload.Build(ground),
        };
        var uncertain = payload.Entries.Where(entry => entry.Fact.Uncertain is not null).ToArray();
        var notes = uncertain.Select(entry => (JsonNode)new JsonObject { ["about"] = entry.Id, ["note"] = Note(entry.Fact, random) });
        var checkable = uncertain.Length > 0 ? uncertain : [payload.Entries[0]];
        var checks = checkable.Select(entry => (JsonNode)new JsonObject { ["about"] = entry.Id, ["step"] = Check(entry.Fact, random) });
        return new JsonObject
        {
            ["summary"] = Summary(ground, payload, random),
            ["payload_type"] = ground.PayloadType,
            ["payload"] = payload.Json,
            ["uncertainty_notes"] = new JsonArray([.. notes]),
            ["verification_steps"] = new JsonArray([.. checks]),
        };
    }

    private static string Summary(DraftGround ground, BuiltPayload payload, SeededRandom random)
    {
        var subject = DraftWords.Capital(ground.Subject);
        var count = DraftWords.Count(payload.Entries.Count, payload.Noun);
        var lead = payload.Entries[0].Fact;
        var other = payload.Entries[random.Below(payload.Entries.Count)].Fact;
        var text = random.Below(5) switch
        {
            0 => $"{subject}: {count}, in the order to take them. {lead.Text}",
            1 => $"{other.Text} Below: {ground.Subject}, in {count}.",
            2 => $"{subject}, in {count}. Begin with this: {DraftWords.Lower(lead.Do)}",
            3 => $"{subject}: {count} that matter more than a long list. {other.Text}",
            _ => $"{subject}, in {count}. {lead.Do} The rest follows from there.",
        };
        if (Wording.Words(text) < Wording.SummaryWords)
            text += " The notes say what may change, and the checks how to find out.";
        return DraftWords.Clip(text, 690);
    }

    private static string Note(DraftFact fact, SeededRandom random) =>
        DraftWords.Clip(random.Pick(s_notes).Replace("{0}", fact.Uncertain, StringComparison.Ordinal).Replace("{1}", DraftWords.Lower(fact.Uncertain!), StringComparison.Ordinal), 400);

    private static string Check(DraftFact fact, SeededRandom random) => random.Pick(s_checks).Replace("{0}", fact.Verify, StringComparison.Ordinal);
}
