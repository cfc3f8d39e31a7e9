namespace SynthTrain.Training.Runs.Checkpoints;

/// <summary>A file of a checkpoint as it was written.</summary>
/// <param name="Size">In bytes.</param>
/// <param name="Sha256">Lower-case hex.</param>
/// <param name="Again">Whether it has the second of its two names, because the checkpoint was saved again while the first was in use.</param>
internal sealed record CheckpointFile(long Size, string Sha256, bool Again = false);
