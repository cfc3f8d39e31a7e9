namespace SynthTrain.Stages.Qa;

/// <summary>What the stage <c>qa</c> does unless the project says otherwise.</summary>
public static class QaDefaults
{
    /// <summary>Pairs at least this similar are near-duplicates: about 2 words in 100 differ.</summary>
    public const double NearDuplicateThreshold = 0.88;

    /// <summary>The language of responses.</summary>
    public const string Language = "en";

    /// <summary>Fewest characters of a response: it may be short, but not empty.</summary>
    public const int MinLength = 1;

    /// <summary>Most characters of a response: longer ones are runaway generations more often than answers.</summary>
    public const int MaxLength = 20_000;
}
