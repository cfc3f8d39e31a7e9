namespace SynthTrain.Core.Builds;

/// <summary>How a stage is executed.</summary>
public sealed record ExecuteOptions
{
    /// <summary>Make anew: user files are moved aside, journal, replies and caches are passed over, the lockfile entry is replaced.</summary>
    public bool Force { get; init; }

    /// <summary>Record the user's files at the outputs as adopted.</summary>
    public bool Adopt { get; init; }

    /// <summary>Ask rejected rows again; the lockfile entry is replaced.</summary>
    public bool RetryRejected { get; init; }

    /// <summary>The lockfile may not change (<c>CI=true</c>).</summary>
    public bool Ci { get; init; }

    /// <summary>How long to wait for another process that holds the stage.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Asked before the stage runs, when nothing is recorded or moved yet; what it throws leaves the stage as it was.</summary>
    public Func<StageExecution, Task>? Check { get; init; }
}
