using SynthTrain.Core.Stages;

namespace SynthTrain.Core.Builds;

/// <summary>What the runner of a stage gets from the engine.</summary>
/// <param name="Context">The stage's context; its outputs appear when the stage succeeds.</param>
/// <param name="JournalPath">Where a row stage keeps its journal.</param>
/// <param name="RepliesDirectory">Where replies of teachers are kept.</param>
/// <param name="Epoch">Part of row and reply keys; raised when the user forces the stage.</param>
public sealed record StageExecution(StageContext Context, string JournalPath, string RepliesDirectory, int Epoch)
{
    /// <summary>Whether the lockfile names a result of the same inputs that is nowhere to be had: another one is refused, so none is worth paying for.</summary>
    public bool IsPinned { get; init; }
}
