namespace SynthTrain.Training.Runs.Checkpoints;

/// <summary>What makes a checkpoint one: written last, so that where it stands all other files are whole.</summary>
/// <param name="Identity">The run it belongs to.</param>
/// <param name="Progress">Where the run stood.</param>
/// <param name="Threads">How many threads computed; another number gives other last bits.</param>
/// <param name="MemorySteps">How many steps each weight has taken part in, in the optimizer's order.</param>
/// <param name="Files">The other files by their ending.</param>
internal sealed record CheckpointState(RunIdentity Identity, RunProgress Progress, int Threads, IReadOnlyList<long> MemorySteps, IReadOnlyDictionary<string, CheckpointFile> Files)
{
    /// <summary>What computed; see <see cref="ComputeEngine"/>.</summary>
    public string? Engine { get; init; }
}
