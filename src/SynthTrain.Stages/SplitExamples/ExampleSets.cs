namespace SynthTrain.Stages.SplitExamples;

/// <summary>The sets that are written, by number: their names are the outputs' roles.</summary>
internal static class ExampleSets
{
    /// <summary>To train on.</summary>
    public const int Train = 0;

    /// <summary>To validate on.</summary>
    public const int Val = 1;

    /// <summary>To test on.</summary>
    public const int Test = 2;

    /// <summary>To make preference pairs of.</summary>
    public const int Prompts = 3;

    /// <summary>The splits, and the prompts last.</summary>
    public static readonly string[] Names = ["train", "val", "test", "prompts"];
}
