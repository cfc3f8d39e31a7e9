namespace SynthTrain.Stages.Split;

/// <summary>The splits, in the order in which they get rows when there are few.</summary>
internal static class SplitNames
{
    /// <summary>Roles of the outputs.</summary>
    public static IReadOnlyList<string> All { get; } = ["train", "val", "test"];
}
