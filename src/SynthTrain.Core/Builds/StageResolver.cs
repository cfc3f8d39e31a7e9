using SynthTrain.Core.IO;
using SynthTrain.Core.Stages;

namespace SynthTrain.Core.Builds;

/// <summary>Says whether a stage must run, and why.</summary>
public sealed class StageResolver(IFileSystem files, string projectDirectory)
{
    /// <summary>Compares what is asked with what the manifest records. Writes nothing.</summary>
    public Resolution Resolve(StageRequest request, ResolveOptions options) => throw new NotSupportedException($"{files} {projectDirectory} {request} {options}");

    /// <summary>Writes request and key where they differ, and takes the manifest of a stale stage away, so that its target starts.</summary>
    public void Apply(StageRequest request, Resolution resolution, string requestFile, string keyFile) => throw new NotSupportedException($"{request} {resolution} {requestFile} {keyFile}");

    /// <summary>The limit that adds one batch to what the stage has done; null when that covers all rows of its first input.</summary>
    public int? NextBatchLimit(StageRequest request, int batchSize) => throw new NotSupportedException($"{request} {batchSize}");

    /// <summary>Keeps what was hashed for the next build. Called last, never in question mode.</summary>
    public void Save() => throw new NotSupportedException();
}
