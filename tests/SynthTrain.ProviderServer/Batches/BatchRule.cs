using SynthTrain.Loopback.Faults;

namespace SynthTrain.Loopback.Batches;

/// <summary>What goes wrong with one job. Jobs are counted from 1.</summary>
public sealed record BatchRule
{
    /// <summary>Only from the nth job on; null for any.</summary>
    public long? From { get; init; }

    /// <summary>Only up to the nth job; null for any.</summary>
    public long? To { get; init; }

    /// <summary>How the job ends; default completed. A job that the client cancels is cancelled whatever stands here.</summary>
    public BatchEnd End { get; init; }

    /// <summary>The share of rows that are done when a job ends early, from 0 to 1; default one half.</summary>
    public double DoneShare { get; init; } = 0.5;

    /// <summary>Whether the job is made and the connection reset before the reply.</summary>
    public bool LoseReply { get; init; }

    /// <summary>Leaves out the result of every nth row; 0 (default) for none.</summary>
    public int MissingEvery { get; init; }

    /// <summary>Writes the result of every nth row twice; 0 (default) for none.</summary>
    public int DoubledEvery { get; init; }

    /// <summary>Adds a result whose id nobody asked for.</summary>
    public bool Stranger { get; init; }

    /// <summary>Whether results come in another order than requests.</summary>
    public bool Reordered { get; init; }

    /// <summary>What goes wrong with rows: errors and ends of replies alone.</summary>
    public FaultScript Rows { get; init; } = new();
}
