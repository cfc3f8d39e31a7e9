namespace SynthTrain.Training.Data;

/// <summary>A file of training data as tokens.</summary>
/// <param name="Examples">In the order of the file.</param>
/// <param name="Counts">What became of the rows.</param>
public sealed record SftDataset(IReadOnlyList<TokenizedExample> Examples, DatasetCounts Counts);
