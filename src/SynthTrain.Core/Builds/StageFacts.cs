using SynthTrain.Core.Stages;

namespace SynthTrain.Core.Builds;

/// <summary>What is known of a stage before judging it.</summary>
internal sealed record StageFacts
{
    public required StageRequest Request { get; init; }

    public required StageDescriptor Descriptor { get; init; }

    public required string Key { get; init; }

    /// <summary>Inputs that do not exist, nor are pinned when only asked.</summary>
    public required IReadOnlyList<string> MissingInputs { get; init; }

    public required Manifest? Manifest { get; init; }

    public required StageLedger Ledger { get; init; }

    public required LockEntry? Lock { get; init; }

    /// <summary>Whether the lockfile pins anything of this run.</summary>
    public required bool RunIsPinned { get; init; }

    /// <summary>Every declared output with its hash; null when the file is absent.</summary>
    public required IReadOnlyList<(string Path, FileHash? Hash)> Outputs { get; init; }

    /// <summary>Counts finished rows of an unfinished run.</summary>
    public required Lazy<long> RowsInJournal { get; init; }

    /// <summary>Outputs on disk that neither manifest, ledger nor lockfile explains.</summary>
    public IReadOnlyList<string> UserFiles =>
        [.. Outputs.Where(output => output.Hash is not null && !IsOurs(output.Path, output.Hash.Sha256)).Select(output => output.Path)];

    /// <summary>The hash that the manifest records for a path.</summary>
    public string? Recorded(string path) => Manifest?.Outputs.FirstOrDefault(output => output.Path == path)?.Sha256;

    /// <summary>Whether every output is absent or is what the lockfile pins for today's key, or for an adopted file.</summary>
    public bool IsPinned =>
        Lock is not null
        && (Lock.Key == Key || Lock.State == Builds.Manifest.Adopted)
        && Outputs.All(output => output.Hash is null || Lock.Outputs.GetValueOrDefault(output.Path) == output.Hash.Sha256);

    private bool IsOurs(string path, string hash) =>
        Recorded(path) == hash || Ledger.Made.Contains(hash) || (Lock is not null && Lock.Outputs.GetValueOrDefault(path) == hash);
}
