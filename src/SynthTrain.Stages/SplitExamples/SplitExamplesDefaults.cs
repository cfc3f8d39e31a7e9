namespace SynthTrain.Stages.SplitExamples;

/// <summary>What the stage <c>splitexamples</c> does unless the project says otherwise.</summary>
public static class SplitExamplesDefaults
{
    /// <summary>Decides which phrasings go where.</summary>
    public const int Seed = 42;

    /// <summary>Fraction of rows to train on.</summary>
    public const double Train = 0.85;

    /// <summary>Fraction of rows to validate on.</summary>
    public const double Val = 0.05;

    /// <summary>Fraction of rows to test on.</summary>
    public const double Test = 0.10;

    /// <summary>Self-BLEU-4 of the inputs without their values above which they are too much alike; the offline teacher's are at 0.4.</summary>
    public const double MaxSelfBleu = 0.8;

    /// <summary>Part of the rows asked for below which the stage warns.</summary>
    public const double EnoughRows = 0.8;

    /// <summary>Phrasing groups of a subcommand from which on every split has one of them.</summary>
    public const int GroupsForAllSplits = 3;
}
