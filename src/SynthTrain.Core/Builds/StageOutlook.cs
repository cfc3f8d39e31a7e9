using SynthTrain.Core.IO;
using SynthTrain.Core.Stages;

namespace SynthTrain.Core.Builds;

/// <summary>What a build would do with a stage, found without changing anything.</summary>
/// <param name="Resolution">Whether it must run, and why.</param>
/// <param name="Epoch">How often it will have been forced: part of row and reply keys.</param>
/// <param name="Restores">Whether a known result would be taken instead of running it.</param>
/// <param name="IsPinned">Whether the lockfile names a result for the same inputs, so that another one would be refused.</param>
public sealed record StageOutlook(Resolution Resolution, int Epoch, bool Restores, bool IsPinned)
{
    /// <summary>Whether the stage itself would run.</summary>
    public bool Runs => Resolution.MustRun && !Restores;

    /// <summary>Looks at a stage.</summary>
    /// <exception cref="Diagnostics.SynthException">The request itself is faulty.</exception>
    public static StageOutlook Of(IFileSystem files, StageRequest request, ResolveOptions options)
    {
        var layout = new ProjectLayout(request.ProjectDirectory);
        var resolution = new StageResolver(files, layout.Root).Resolve(request, options with { Question = true, IgnorePins = true });
        var ledger = new StageLedgerFile(files, layout, request.Run, request.Stage).Read();
        var fresh = options.Force && !ledger.Forcing && ledger.RefusedKey != resolution.Key ? 1 : 0;
        var replaces = options.Force || options.Adopt || options.RetryRejected || ledger.Forcing || ledger.Retrying;
        var known = new KnownResults(files, layout, new RunCache(files, layout), request);
        return new StageOutlook(resolution, ledger.Epoch + fresh, !replaces && known.Exists(resolution), !replaces && known.IsPinned(resolution));
    }
}
