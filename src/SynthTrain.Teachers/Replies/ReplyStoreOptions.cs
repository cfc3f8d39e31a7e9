using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;

namespace SynthTrain.Teachers.Replies;

/// <summary>Where replies are, and whether any may be added.</summary>
public sealed record ReplyStoreOptions
{
    /// <summary>The file system.</summary>
    public required IFileSystem Files { get; init; }

    /// <summary>The folder, absolute: <c>.synthtrain/replies</c>.</summary>
    public required string Directory { get; init; }

    /// <summary>The name that messages print.</summary>
    public string Display { get; init; } = ".synthtrain/replies";

    /// <summary>Gets a warning when kept replies are damaged.</summary>
    public required IDiagnosticSink Diagnostics { get; init; }

    /// <summary>Opens what there is and changes nothing on disk: no file, no lock, no repair. For forecasts and replays; <see cref="ReplyStore.Add"/> is not allowed then.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Folder with committed recordings, absolute; null for none. What they hold is taken before the project's own replies, so that every machine gets the same.</summary>
    public string? Recordings { get; init; }

    /// <summary>The name of <see cref="Recordings"/> that messages print.</summary>
    public string RecordingsDisplay { get; init; } = "recordings";
}
