using System.Globalization;
using System.Text.Json;
using SynthTrain.Stages.Answers;

namespace SynthTrain.Stages.Drafts;

/// <summary>What a plan row gives an answer to stand on.</summary>
/// <param name="Subject">What is asked about, in a few words.</param>
/// <param name="PayloadType">One of <see cref="PayloadTypes"/>.</param>
/// <param name="Days">Days of an itinerary; 0 when the row does not say.</param>
/// <param name="Facts">At least one.</param>
/// <param name="Seeds">What flaws are drawn from: the row's place in the plan, not its wording, so that a changed word changes no flaw.</param>
internal sealed record DraftGround(string Subject, string PayloadType, int Days, IReadOnlyList<DraftFact> Facts, string[] Seeds)
{
    /// <summary>The payload types that the offline teacher knows; another is answered with a checklist.</summary>
    public static IReadOnlyList<string> PayloadTypes { get; } = ["itinerary", "checklist", "decision_tree", "procedure"];

    /// <summary>The prompt; the choice of words is drawn from it, so that another question gets another answer.</summary>
    public string Prompt { get; init; } = "";

    /// <summary>Reads a plan row; also one that has an id and a prompt only.</summary>
    public static DraftGround Read(JsonElement row, int sample = 0)
    {
        var type = RowText.Get(row, "payload_type");
        var subject = RowText.Get(row, "subject") is { Length: > 0 } given ? given : RowText.Get(row, "prompt").TrimEnd('.', '?', '!', ' ');
        var slots = row.ValueKind == JsonValueKind.Object && row.TryGetProperty("slots", out var found) ? found : default;
        _ = int.TryParse(RowText.Get(slots, "days"), NumberStyles.None, CultureInfo.InvariantCulture, out var days);
        return new DraftGround(
            DraftWords.Clip(subject.Length < 3 ? "this question" : subject, 160),
            PayloadTypes.Contains(type) ? type : "checklist",
            Math.Min(days, 30),
            ReadFacts(row),
            [RowText.Get(row, "id"), type, RowText.Get(row, "category"), RowText.Get(row, "region"), sample.ToString(CultureInfo.InvariantCulture)])
        {
            Prompt = RowText.Get(row, "prompt"),
        };
    }

    private static IReadOnlyList<DraftFact> ReadFacts(JsonElement row)
    {
        if (row.ValueKind != JsonValueKind.Object || !row.TryGetProperty("knowledge", out var knowledge) || knowledge.ValueKind != JsonValueKind.Array)
            return DraftFact.General;
        var facts = knowledge.EnumerateArray().Select(DraftFact.Read).Where(fact => fact.Do.Length > 2 && fact.Text.Length > 2).DistinctBy(fact => fact.Do, StringComparer.OrdinalIgnoreCase).ToArray();
        // One entry is no list.
        return facts.Length > 1 ? facts : [.. facts, .. DraftFact.General];
    }
}
