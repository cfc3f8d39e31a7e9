using SynthTrain.Training.Data;

namespace SynthTrain.Stages.Train;

/// <summary>What a model learns from, what it is held against, and what both are like.</summary>
internal sealed record TrainingSets(SftDataset Train, SftDataset? Validation, DatasetReport Inspected);
