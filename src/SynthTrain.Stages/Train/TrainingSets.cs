using SynthTrain.Training.Data;

namespace SynthTrain.Stages.Train;

/// <summary>What a model learns from, and what it is held against.</summary>
internal sealed record TrainingSets(SftDataset Train, SftDataset? Validation);
