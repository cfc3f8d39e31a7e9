namespace SynthTrain.Stages.SplitExamples;

/// <summary>Why rows are rejected, besides the reasons of the schema's rules.</summary>
internal static class SplitReasons
{
    /// <summary>No input text.</summary>
    public const string Input = "input";

    /// <summary>The phrasing is no text.</summary>
    public const string Phrasing = "phrasing";

    /// <summary>The earlier turns are no turns.</summary>
    public const string Context = "context";

    /// <summary>A prompt of a set that no row may repeat.</summary>
    public const string HeldoutPrompt = "heldout_prompt";

    /// <summary>The same input has another output too.</summary>
    public const string Conflict = "conflict";

    /// <summary>Another row says the same.</summary>
    public const string Duplicate = "duplicate";

    /// <summary>A preference prompt that is in a split, or whose phrasing is.</summary>
    public const string SeenPhrasing = "seen_phrasing";
}
