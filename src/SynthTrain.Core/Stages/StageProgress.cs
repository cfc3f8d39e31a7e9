namespace SynthTrain.Core.Stages;

/// <summary>How far a stage is.</summary>
/// <param name="Done">Rows finished: reused, accepted, rejected or failed.</param>
/// <param name="Total">Rows in all; 0 when unknown.</param>
/// <param name="Reused">Rows of <paramref name="Done"/> taken from the journal.</param>
/// <param name="Tokens">Tokens in and out so far.</param>
/// <param name="Cost">US dollars so far; null when no price is known.</param>
public readonly record struct StageProgress(long Done, long Total, long Reused, long Tokens, decimal? Cost)
{
    /// <summary>What is counted; null means rows, which an interrupted stage keeps.</summary>
    public string? Unit { get; init; }
}
