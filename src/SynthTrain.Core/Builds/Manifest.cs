using SynthTrain.Core.Stages;

namespace SynthTrain.Core.Builds;

/// <summary>What a finished stage leaves beside its output; written last, so its presence means that the stage is done.</summary>
public sealed record Manifest
{
    /// <summary>State of a result that covers all rows.</summary>
    public const string Complete = "complete";

    /// <summary>State of a result with rows missing: limited, or with failed calls, or from a partial input.</summary>
    public const string Partial = "partial";

    /// <summary>State of a user's own file.</summary>
    public const string Adopted = "adopted";

    /// <summary>The stage.</summary>
    public required string Stage { get; init; }

    /// <summary>The run.</summary>
    public required string Run { get; init; }

    /// <summary>SHA-256 over <see cref="Asked"/>.</summary>
    public required string Key { get; init; }

    /// <summary><see cref="Complete"/>, <see cref="Partial"/> or <see cref="Adopted"/>.</summary>
    public required string State { get; init; }

    /// <summary>What was asked: inputs by hash, parameters, teacher, code version.</summary>
    public required IReadOnlyDictionary<string, string> Asked { get; init; }

    /// <summary>The outputs by hash, the primary one first.</summary>
    public required IReadOnlyList<FileHash> Outputs { get; init; }

    /// <summary>The stage's figures.</summary>
    public required StageResult Result { get; init; }

    /// <summary>When the stage began, UTC; part of the <c>run</c> section.</summary>
    public DateTimeOffset Started { get; init; }

    /// <summary>How long it took; part of the <c>run</c> section.</summary>
    public TimeSpan Duration { get; init; }
}
