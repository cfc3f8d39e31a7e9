namespace SynthTrain.Core.Builds;

/// <summary>Which result of a stage is meant.</summary>
/// <param name="Key">The key it was made for.</param>
/// <param name="State">The manifest's state.</param>
/// <param name="Outputs">SHA-256 by project-relative path, sorted.</param>
public sealed record LockEntry(string Key, string State, IReadOnlyDictionary<string, string> Outputs)
{
    /// <summary>What the stage must be told to make the result again; null where its inputs say all.</summary>
    public string? Pin { get; init; }

    /// <summary>The entry that a manifest makes.</summary>
    public static LockEntry Of(Manifest manifest) =>
        new(manifest.Key, manifest.State, new SortedDictionary<string, string>(manifest.Outputs.ToDictionary(output => output.Path, output => output.Sha256), StringComparer.Ordinal)) { Pin = manifest.Result.Pin };

    /// <summary>Whether two entries mean the same result.</summary>
    public bool Same(LockEntry other) => Key == other.Key && State == other.State && Outputs.SequenceEqual(other.Outputs);
}
