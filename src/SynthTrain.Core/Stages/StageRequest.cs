using System.Text.Json.Serialization;

namespace SynthTrain.Core.Stages;

/// <summary>Everything that is asked of one stage: what its target writes to <c>request.json</c>.</summary>
public sealed record StageRequest
{
    /// <summary>The stage's name, such as <c>drafts</c>.</summary>
    public required string Stage { get; init; }

    /// <summary><c>main</c>, <c>sample</c>, or the name of a training or pipeline.</summary>
    public required string Run { get; init; }

    /// <summary>The stage's code version as its <c>.targets</c> file knows it.</summary>
    public required int CodeVersion { get; init; }

    /// <summary>The project's folder, absolute.</summary>
    public required string ProjectDirectory { get; init; }

    /// <summary>Input files, in declared order.</summary>
    public required IReadOnlyList<StageFile> Inputs { get; init; }

    /// <summary>The path of the first input, whose rows the stage maps; null for a stage that reads no file.</summary>
    [JsonIgnore]
    public string? PrimaryInput => Inputs is [var first, ..] ? first.Path : null;

    /// <summary>Output files, the primary one first.</summary>
    public required IReadOnlyList<StageFile> Outputs { get; init; }

    /// <summary>The manifest's path, beside the primary output.</summary>
    public required string Manifest { get; init; }

    /// <summary>Options that shape the output: part of the key.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Options that do not shape the output (concurrency, log file): part of no key.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Path of the teacher file; null for a stage that asks nobody.</summary>
    public string? TeacherFile { get; init; }

    /// <summary>The named teacher; null takes the file's default.</summary>
    public string? TeacherName { get; init; }

    /// <summary>False for results that the run cache keeps no copy of: large ones that the same inputs give again. Part of no key.</summary>
    public bool? Cached { get; init; }

    /// <summary>Rows of the primary input to do; null for all. Part of the key.</summary>
    public int? Limit { get; init; }
}
