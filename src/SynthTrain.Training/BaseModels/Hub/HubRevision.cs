namespace SynthTrain.Training.BaseModels.Hub;

/// <summary>What a revision is.</summary>
/// <param name="Commit">The commit.</param>
/// <param name="Files">Every file of the repository at it.</param>
internal sealed record HubRevision(string Commit, IReadOnlyList<string> Files);
