using SynthTrain.Core.IO;
using SynthTrain.Core.Stages;

namespace SynthTrain.Core.Builds;

/// <summary>Deletes what stages made: the only thing in SynthTrain that deletes data.</summary>
/// <param name="files">The file system.</param>
/// <param name="projectDirectory">The project's folder.</param>
/// <param name="rehearse">Only says what would be deleted.</param>
public sealed class Purger(IFileSystem files, string projectDirectory, bool rehearse = false)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private readonly ProjectLayout _layout = new(projectDirectory);
    private readonly List<string> _lines = [];

    /// <summary>Deletes outputs, manifests and journals of the stages; replies, run cache and the memory of batch jobs only when asked, for they were paid for.</summary>
    /// <returns>What was deleted and what was kept because it is the user's, as lines to print.</returns>
    /// <exception cref="Diagnostics.SynthException"><see cref="Diagnostics.Codes.StageLocked"/> when a stage is running.</exception>
    public IReadOnlyList<string> Purge(IReadOnlyList<StageRequest> requests, bool paid)
    {
        var resolver = new StageResolver(files, projectDirectory);
        foreach (var request in requests)
        {
            using var hold = rehearse ? null : FileLock.Take(files, _layout.StageLock(request), $"Stage '{request.Stage}'", s_patience);
            Purge(request, resolver);
        }

        if (paid)
        {
            // A job that was dealt with is not looked at again; without its replies it must be.
            foreach (var file in new[] { _layout.Replies, _layout.Cache, _layout.AllBatches }.SelectMany(folder => files.Files(folder, recursive: true)))
                Delete(file);
            Say(".synthtrain/replies, .synthtrain/cache and .synthtrain/batches");
        }

        return _lines;
    }

    private void Purge(StageRequest request, StageResolver resolver)
    {
        var manifestPath = _layout.Absolute(request.Manifest);
        var manifest = ManifestFile.Read(files, manifestPath);
        if (manifest is { State: Manifest.Adopted })
        {
            _lines.Add($"kept, it is yours: {request.Outputs[0].Path}");
            return;
        }

        var memory = new StageLedgerFile(files, _layout, request.Run, request.Stage);
        var ledger = memory.Read();
        var made = ledger.Made.ToHashSet(StringComparer.Ordinal);
        made.UnionWith(manifest?.Outputs.Select(output => output.Sha256) ?? []);
        if (DeleteOutputs(request, resolver, made))
            return;
        Delete(manifestPath);
        Delete(_layout.Journal(request.Run, request.Stage));
        foreach (var file in files.Files(_layout.Checkpoints(request.Run, request.Stage), recursive: true))
            Delete(file);
        // The epoch stays: a later SynthForce must not meet the answers of an earlier one.
        if (!rehearse)
            memory.Write(new StageLedger { Epoch = ledger.Epoch });
    }

    // Returns whether a file was kept.
    private bool DeleteOutputs(StageRequest request, StageResolver resolver, HashSet<string> made)
    {
        var kept = false;
        foreach (var path in request.Outputs.Select(output => output.Path))
        {
            if (resolver.Hash(path) is not { } hash)
                continue;
            if (!made.Contains(hash.Sha256))
            {
                kept = true;
                _lines.Add($"kept, it is yours: {path}");
                continue;
            }

            Delete(_layout.Absolute(path));
            Say(path);
        }

        return kept;
    }

    private void Delete(string path)
    {
        if (!rehearse)
            files.Delete(path);
    }

    private void Say(string what) => _lines.Add($"{(rehearse ? "would delete" : "deleted")}: {what}");
}
