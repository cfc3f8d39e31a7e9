namespace SynthTrain.Stages.Qa;

/// <summary>Why a row is rejected; the words stand in files and never change. A row has the first reason of this list that applies.</summary>
public static class QaReason
{
    /// <summary>The response does not match the response schema.</summary>
    public const string Schema = "schema";

    /// <summary>The response's text is too short or too long.</summary>
    public const string Length = "length";

    /// <summary>The response refuses to answer.</summary>
    public const string Refusal = "refusal";

    /// <summary>The response is in another language.</summary>
    public const string Language = "language";

    /// <summary>The prompt or response holds a banned phrase.</summary>
    public const string BannedPhrase = "banned_phrase";

    /// <summary>An earlier row says the same, word for word.</summary>
    public const string ExactDuplicate = "exact_duplicate";

    /// <summary>An earlier row says nearly the same.</summary>
    public const string NearDuplicate = "near_duplicate";
}
