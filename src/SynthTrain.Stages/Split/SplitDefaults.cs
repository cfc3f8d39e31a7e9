using SynthTrain.Stages.Qa;

namespace SynthTrain.Stages.Split;

/// <summary>What the stage <c>split</c> does unless the project says otherwise.</summary>
public static class SplitDefaults
{
    /// <summary>Decides which groups go where.</summary>
    public const int Seed = 42;

    /// <summary>Fraction of rows to train on.</summary>
    public const double Train = 0.8;

    /// <summary>Fraction of rows to validate on.</summary>
    public const double Val = 0.1;

    /// <summary>Fraction of rows to test on.</summary>
    public const double Test = 0.1;

    /// <summary>As in <c>qa</c>, so that what is a near-duplicate there is one here.</summary>
    public const double NearDuplicateThreshold = QaDefaults.NearDuplicateThreshold;

    /// <summary>A run of words in more rows than this is template text and no sign of leakage.</summary>
    public const int CommonNgramRows = 10;

    /// <summary>Achieved fractions further than this from the ones asked for are warned of.</summary>
    public const double ReportedDeviation = 0.05;
}
