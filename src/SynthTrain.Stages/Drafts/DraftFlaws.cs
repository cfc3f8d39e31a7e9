using System.Text.Json.Nodes;
using SynthTrain.Core.Hashing;
using SynthTrain.Core.Jsonl;
using SynthTrain.Stages.Critiques;

namespace SynthTrain.Stages.Drafts;

/// <summary>Breaks answers the way models do.</summary>
internal static class DraftFlaws
{
    // Each kind as often as models err that way; broken JSON is the rarest.
    private static readonly string[] s_weighted =
    [
        IssueKinds.MissingVerification, IssueKinds.MissingVerification, IssueKinds.MissingVerification,
        IssueKinds.MissingUncertainty, IssueKinds.MissingUncertainty, IssueKinds.MissingUncertainty,
        IssueKinds.Inconsistent, IssueKinds.Inconsistent, IssueKinds.Inconsistent,
        IssueKinds.AbsoluteClaim, IssueKinds.AbsoluteClaim, IssueKinds.AbsoluteClaim,
        IssueKinds.ShortSummary, IssueKinds.ShortSummary,
        IssueKinds.DuplicateItem, IssueKinds.DuplicateItem,
        IssueKinds.Schema, IssueKinds.Schema,
        IssueKinds.Placeholder,
        IssueKinds.NotJson,
    ];

    /// <summary>The flaws of a row's draft: none, one or two kinds.</summary>
    public static IReadOnlyList<string> Choose(DraftGround ground)
    {
        var random = new SeededRandom(["flaws", .. ground.Seeds]);
        if (random.Below(100) >= DraftsOffline.FlawedPercent)
            return [];
        var first = random.Pick(s_weighted);
        return random.Below(100) < DraftsOffline.TwiceFlawedPercent ? [first, random.Pick([.. s_weighted.Where(kind => kind != first)])] : [first];
    }

    /// <summary>The draft's text with flaws; a kind that the answer cannot have becomes an absolute claim.</summary>
    public static string Apply(JsonObject answer, IReadOnlyList<string> kinds, DraftGround ground)
    {
        var random = new SeededRandom(["breaking", .. ground.Seeds]);
        foreach (var kind in kinds.Where(kind => kind is not (IssueKinds.NotJson or IssueKinds.Schema)))
        {
            if (!Apply(answer, kind, random))
                ClaimFlaw.Apply(answer, random);
        }

        // Last, because the other flaws need an answer in good shape.
        if (kinds.Contains(IssueKinds.Schema))
            SchemaFlaw.Apply(answer, random);
        var text = JsonText.ToText(answer);
        return kinds.Contains(IssueKinds.NotJson) ? BrokenText(text, random) : text;
    }

    private static bool Apply(JsonObject answer, string kind, SeededRandom random) => kind switch
    {
        IssueKinds.MissingVerification => CoverageFlaw.Apply((JsonArray)answer["verification_steps"]!, random),
        IssueKinds.MissingUncertainty => CoverageFlaw.Apply((JsonArray)answer["uncertainty_notes"]!, random),
        IssueKinds.Inconsistent => OrderFlaw.Apply((JsonObject)answer["payload"]!, random),
        IssueKinds.DuplicateItem => DuplicateFlaw.Apply((JsonObject)answer["payload"]!),
        IssueKinds.ShortSummary => ClaimFlaw.Shorten(answer, random),
        IssueKinds.Placeholder => ClaimFlaw.LeavePlaceholder(answer, random),
        _ => false,
    };

    private static string BrokenText(string text, SeededRandom random) => random.Below(3) switch
    {
        0 => text[..(text.Length * (60 + random.Below(35)) / 100)],
        1 => text[..^1] + ",}",
        _ => "Here is the answer you asked for:\n" + text,
    };
}
