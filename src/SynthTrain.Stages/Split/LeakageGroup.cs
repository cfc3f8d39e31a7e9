namespace SynthTrain.Stages.Split;

/// <summary>Rows that must stay together.</summary>
/// <param name="Key">The smallest id among them, so that the order of the file leaves no trace.</param>
/// <param name="Size">How many rows.</param>
internal sealed record LeakageGroup(string Key, int Size);
