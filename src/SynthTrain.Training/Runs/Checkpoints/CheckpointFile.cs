namespace SynthTrain.Training.Runs.Checkpoints;

/// <summary>A file of a checkpoint as it was written.</summary>
/// <param name="Size">In bytes.</param>
/// <param name="Sha256">Lower-case hex.</param>
internal sealed record CheckpointFile(long Size, string Sha256);
