using System.Text.Json.Nodes;

namespace SynthTrain.Stages.Drafts;

/// <summary>A payload and its entries.</summary>
/// <param name="Json">The payload.</param>
/// <param name="Entries">The entries that stand for facts, in reading order.</param>
/// <param name="Noun">What one entry is called in a summary.</param>
internal sealed record BuiltPayload(JsonObject Json, IReadOnlyList<BuiltEntry> Entries, string Noun)
{
    /// <summary>The certainty of a fact as payloads say it.</summary>
    public static string Certainty(DraftFact fact) => fact.Uncertain is null ? "stable" : "may_change";
}
