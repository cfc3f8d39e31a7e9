namespace SynthTrain.Core.Builds;

/// <summary>How a stage is resolved.</summary>
public sealed record ResolveOptions
{
    /// <summary>Read-only: nothing is written, and a checkout without data is judged by its lockfile. What <c>-question</c> and status use.</summary>
    public bool Question { get; init; }

    /// <summary>The stage is made anew whatever its state.</summary>
    public bool Force { get; init; }

    /// <summary>The user's files at the outputs are to be validated and recorded as adopted.</summary>
    public bool Adopt { get; init; }

    /// <summary>With <see cref="Question"/>: a checkout without data is judged by what a build would do, not by its lockfile.</summary>
    public bool IgnorePins { get; init; }

    /// <summary>Rejected rows are asked again.</summary>
    public bool RetryRejected { get; init; }

    /// <summary>The lockfile may not change (<c>CI=true</c>).</summary>
    public bool Ci { get; init; }
}
