using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Stages;

namespace SynthTrain.Training.BaseModels.Hub;

/// <summary>What downloads get from outside.</summary>
public sealed record HubOptions
{
    /// <summary>The clock of pauses.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The file system.</summary>
    public IFileSystem Files { get; init; } = new PhysicalFileSystem();

    /// <summary>Where progress goes, in megabytes.</summary>
    public IProgressSink? Progress { get; init; }

    /// <summary>Where warnings go.</summary>
    public IDiagnosticSink? Diagnostics { get; init; }

    /// <summary>How often a request is tried before the network counts as broken; what a download has got so far does not count.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>The pause before the second try; it doubles from try to try.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a server may be silent.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);
}
