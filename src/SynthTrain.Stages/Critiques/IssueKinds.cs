namespace SynthTrain.Stages.Critiques;

/// <summary>What the offline critique finds. Drafts of the offline teacher have the same kinds of defects.</summary>
internal static class IssueKinds
{
    /// <summary>The draft is not one JSON object.</summary>
    public const string NotJson = "not_json";

    /// <summary>The draft breaks the schema.</summary>
    public const string Schema = "schema";

    /// <summary>No verification step at all, or none about an entry that may change.</summary>
    public const string MissingVerification = "missing_verification";

    /// <summary>An entry that may change has no uncertainty note.</summary>
    public const string MissingUncertainty = "missing_uncertainty";

    /// <summary>Order, times, totals or references contradict each other.</summary>
    public const string Inconsistent = "inconsistent";

    /// <summary>A promise that nobody can keep.</summary>
    public const string AbsoluteClaim = "absolute_claim";

    /// <summary>A summary of too few words.</summary>
    public const string ShortSummary = "short_summary";

    /// <summary>Two entries that say the same.</summary>
    public const string DuplicateItem = "duplicate_item";

    /// <summary>Text that was meant to be replaced.</summary>
    public const string Placeholder = "placeholder";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
        [NotJson, Schema, MissingVerification, MissingUncertainty, Inconsistent, AbsoluteClaim, ShortSummary, DuplicateItem, Placeholder];
}
