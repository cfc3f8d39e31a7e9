using SynthTrain.Core.IO;
using SynthTrain.Core.Stages;

namespace SynthTrain.Core.Builds;

/// <summary>Deletes what stages made: the only thing in SynthTrain that deletes data.</summary>
public static class Purger
{
    /// <summary>Deletes outputs, manifests, journals and ledgers of the stages; replies and run cache only when asked, for they were paid for.</summary>
    /// <returns>What was deleted and what was kept because it is the user's, as lines to print.</returns>
    public static IReadOnlyList<string> Purge(IFileSystem files, string projectDirectory, IReadOnlyList<StageRequest> requests, bool paid)
    {
        var layout = new ProjectLayout(projectDirectory);
        var resolver = new StageResolver(files, projectDirectory);
        var lines = new List<string>();
        foreach (var request in requests)
            Purge(files, layout, resolver, request, lines);
        if (paid)
        {
            foreach (var file in files.Files(layout.Replies, recursive: true).Concat(files.Files(layout.Cache, recursive: true)))
                files.Delete(file);
            lines.Add("deleted: .synthtrain/replies and .synthtrain/cache");
        }

        return lines;
    }

    private static void Purge(IFileSystem files, ProjectLayout layout, StageResolver resolver, StageRequest request, List<string> lines)
    {
        var manifestPath = layout.Absolute(request.Manifest);
        var manifest = ManifestFile.Read(files, manifestPath);
        if (manifest is { State: Manifest.Adopted })
        {
            lines.Add($"kept, it is yours: {request.Outputs[0].Path}");
            return;
        }

        var ledger = StageLedgerFile.Read(files, layout.Ledger(request.Run, request.Stage));
        var made = ledger.Made.ToHashSet(StringComparer.Ordinal);
        made.UnionWith(manifest?.Outputs.Select(output => output.Sha256) ?? []);
        var kept = false;
        foreach (var path in request.Outputs.Select(output => output.Path))
        {
            if (resolver.Hash(path) is not { } hash)
                continue;
            if (made.Contains(hash.Sha256))
            {
                files.Delete(layout.Absolute(path));
                lines.Add($"deleted: {path}");
            }
            else
            {
                kept = true;
                lines.Add($"kept, it is yours: {path}");
            }
        }

        if (kept)
            return;
        files.Delete(manifestPath);
        files.Delete(layout.Journal(request.Run, request.Stage));
        files.Delete(layout.Ledger(request.Run, request.Stage));
    }
}
