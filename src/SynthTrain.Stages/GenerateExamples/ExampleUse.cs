namespace SynthTrain.Stages.GenerateExamples;

/// <summary>What examples are for.</summary>
internal static class ExampleUse
{
    /// <summary>To train, validate and test on.</summary>
    public const string Examples = "examples";

    /// <summary>To make preference pairs of.</summary>
    public const string Preferences = "preferences";
}
