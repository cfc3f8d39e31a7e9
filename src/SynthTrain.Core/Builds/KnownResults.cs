using SynthTrain.Core.Hashing;
using SynthTrain.Core.IO;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Stages;

namespace SynthTrain.Core.Builds;

/// <summary>Results of a stage that need no run: stored under today's key, or adopted and named by the lockfile.</summary>
internal sealed class KnownResults(IFileSystem files, ProjectLayout layout, RunCache cache, StageRequest request)
{
    /// <summary>Puts a known result's contents beside the outputs and returns its manifest; null when there is none or its stored copy is damaged.</summary>
    public Manifest? Restore(Resolution resolution, OutputSet outputs)
    {
        if (Find(resolution) is not { } known || !known.Outputs.All(output => cache.Restore(output.Sha256, layout.Absolute(output.Path))))
            return null;
        foreach (var output in known.Outputs)
            outputs.Stage(layout.Absolute(output.Path));
        return known.Result.RowsIn > 0 ? known : known with { Result = Counted() with { Pin = known.Result.Pin } };
    }

    /// <summary>Whether the file at the primary output is the one that the lockfile names as adopted: it stays the user's when a side file or the manifest is gone.</summary>
    public bool IsAdopted()
    {
        var path = layout.Absolute(request.Outputs[0].Path);
        return Entry() is { State: Manifest.Adopted } entry
            && files.Stat(path) is not null
            && entry.Outputs.GetValueOrDefault(layout.Relative(path)) == FileHasher.Hash(files, path);
    }

    /// <summary>Whether <see cref="Restore"/> would find a result.</summary>
    public bool Exists(Resolution resolution) => IsAdopted() || Find(resolution) is not null;

    /// <summary>Whether the lockfile names a result of the same inputs.</summary>
    public bool IsPinned(Resolution resolution) => Entry() is { } entry && entry.State != Manifest.Adopted && entry.Key == resolution.Key;

    /// <summary>What the stage must be told to make the result that the lockfile names for these inputs.</summary>
    public string? Pin(Resolution resolution) => IsPinned(resolution) ? Entry()?.Pin : null;

    private LockEntry? Entry() => LockFile.Read(files, layout).Find(request.Run, request.Stage);

    private Manifest? Find(Resolution resolution)
    {
        var entry = Entry();
        var known = cache.Find(resolution.Key);
        if (known is not null && !cache.Holds(known.Outputs.Select(output => output.Sha256)))
            known = null;
        if (entry is null || (entry.State != Manifest.Adopted && entry.Key != resolution.Key))
            return known;
        // The lockfile says which result is meant when a key has had several.
        if (known is not null && entry.Same(LockEntry.Of(known)))
            return known;
        return request.Outputs.All(output => entry.Outputs.ContainsKey(output.Path)) && cache.Holds(entry.Outputs.Values) ? Pinned(resolution, entry) : null;
    }

    private Manifest Pinned(Resolution resolution, LockEntry entry) => new()
    {
        Stage = request.Stage,
        Run = request.Run,
        Key = resolution.Key,
        State = entry.State,
        Asked = resolution.Asked,
        Outputs = [.. request.Outputs.Select(output => new FileHash(output.Path, entry.Outputs[output.Path], 0))],
        Result = new StageResult { Pin = entry.Pin },
    };

    private StageResult Counted()
    {
        var primary = request.Outputs[0].Path;
        var rows = primary.EndsWith(".jsonl", StringComparison.Ordinal) ? JsonlReader.Count(files, layout.Absolute(primary) + AtomicFile.TemporarySuffix) : 0;
        return new StageResult { RowsIn = rows, Accepted = rows };
    }
}
