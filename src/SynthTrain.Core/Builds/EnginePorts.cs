using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Stages;

namespace SynthTrain.Core.Builds;

/// <summary>What the engine gets from outside.</summary>
/// <param name="Files">The file system.</param>
/// <param name="Time">The clock; it stamps the manifest's <c>run</c> section and nothing else.</param>
/// <param name="Diagnostics">Where warnings go.</param>
/// <param name="Progress">Where progress goes; null for nowhere.</param>
public sealed record EnginePorts(IFileSystem Files, TimeProvider Time, IDiagnosticSink Diagnostics, IProgressSink? Progress = null)
{
    /// <summary>Looks a key or another variable up that no property may hold; default knows none.</summary>
    public Func<string, string?> Secret { get; init; } = static _ => null;
}
