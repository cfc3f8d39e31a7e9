namespace SynthTrain.Core.Builds;

/// <summary>What the engine remembers of a stage while it has no manifest, and across manifests.</summary>
public sealed record StageLedger
{
    /// <summary>Hashes of files that the stage made, newest last: such a file is the stage's, whatever manifest is there.</summary>
    public IReadOnlyList<string> Made { get; init; } = [];

    /// <summary>What was asked of the result before this one; for reasons.</summary>
    public IReadOnlyDictionary<string, string>? Asked { get; init; }

    /// <summary>Rows of the first input that the last finished result covered; for the next batch.</summary>
    public long RowsDone { get; init; }

    /// <summary>Raised by each <c>SynthForce</c>; part of row and reply keys, so that a forced stage asks anew and can still be resumed.</summary>
    public int Epoch { get; init; }

    /// <summary>Whether a forced run is unfinished.</summary>
    public bool Forcing { get; init; }

    /// <summary>Whether a run that asks rejected rows again is unfinished.</summary>
    public bool Retrying { get; init; }

    /// <summary>The key whose result was refused because the lockfile pins another; forcing the stage then takes that result and asks nothing again.</summary>
    public string? RefusedKey { get; init; }

    /// <summary>With what an earlier manifest knew.</summary>
    public StageLedger With(Manifest superseded) => this with
    {
        // A user's own file stays the user's when its adoption ends.
        Made = superseded.State == Manifest.Adopted ? Made : [.. Made, .. superseded.Outputs.Select(output => output.Sha256)],
        Asked = superseded.Asked,
        RowsDone = superseded.Result.RowsIn,
    };
}
