using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;

namespace SynthTrain.Core.Builds;

/// <summary>Makes a result the stage's result: ledger, outputs, run cache, lockfile, and the manifest last.</summary>
/// <remarks>
/// A kill between two steps leaves a stage without manifest whose files the ledger knows: the next build makes it again from its journal.
/// </remarks>
internal sealed class StageCommitter(IFileSystem files, ProjectLayout layout, RunCache? cache, TimeProvider time)
{
    /// <summary>Commits outputs that stand as temporary files.</summary>
    /// <param name="manifest">What to record.</param>
    /// <param name="manifestPath">Where, absolute.</param>
    /// <param name="outputs">The outputs under way.</param>
    /// <param name="pin">How the lockfile is treated.</param>
    /// <param name="cancellationToken">Gives up waiting for the lockfile.</param>
    public async Task CommitAsync(Manifest manifest, string manifestPath, OutputSet outputs, Pinning pin, CancellationToken cancellationToken)
    {
        using var hold = await FileLock.TakeAsync(files, layout.Lock("lockfile"), "The lockfile", (TimeSpan.FromSeconds(30), time), cancellationToken);
        var memory = new StageLedgerFile(files, layout, manifest.Run, manifest.Stage);
        var ledger = memory.Read();
        CheckPin(manifest, pin, memory);
        if (manifest.State != Manifest.Adopted)
            ledger = ledger with { Made = [.. ledger.Made, .. manifest.Outputs.Select(output => output.Sha256)] };
        memory.Write(ledger);
        outputs.Commit();
        Keep(manifest);
        if (manifest.Result.Failed == 0 && !pin.Ci && (cache is not null || manifest.State == Manifest.Adopted))
            LockFile.Write(files, layout, manifest.Run, manifest.Stage, LockEntry.Of(manifest));
        // Only now: a stop before this line finds the forced run unfinished, and finishes it.
        var unfinished = manifest.Result.Failed > 0;
        memory.Write(ledger with
        {
            Forcing = ledger.Forcing && unfinished,
            Retrying = ledger.Retrying && unfinished,
            RefusedKey = null,
            RowsDone = manifest.Result.RowsIn,
            Asked = manifest.Asked,
        });
        AtomicFile.Write(files, manifestPath, ManifestFile.ToUtf8(manifest).Span);
    }

    // A limited result comes from the journal again; its copies would pile up batch by batch.
    private void Keep(Manifest manifest)
    {
        if (cache is null)
            return;
        if (manifest.State == Manifest.Complete)
            cache.Store(manifest);
        else if (manifest.State == Manifest.Adopted)
            foreach (var output in manifest.Outputs)
                cache.StoreContent(output);
    }

    private void CheckPin(Manifest manifest, Pinning pin, StageLedgerFile memory)
    {
        // What no cache keeps cannot be had again, so no result of it is the one that is meant: another machine trains other last bits.
        if (cache is null || (pin.Replace && !pin.Ci) || manifest.Result.Failed > 0)
            return;
        var entry = LockFile.Read(files, layout).Find(manifest.Run, manifest.Stage);
        var made = LockEntry.Of(manifest);
        if (entry is null || entry.Same(made) || (entry.Key != made.Key && !pin.Ci))
            return;
        memory.Write(memory.Read() with { RefusedKey = manifest.Key });
        var name = char.ToUpperInvariant(manifest.Stage[0]) + manifest.Stage[1..];
        throw new SynthException(
            Codes.LockfileMismatch,
            $"Stage '{manifest.Stage}' gave another result than the one that synthtrain.lock.json pins for the same inputs, so nothing was replaced. Restore .synthtrain/cache (or the outputs) of the pinned result, or pin the new one with -p:SynthForce={name}.",
            "synthtrain.lock.json");
    }
}
