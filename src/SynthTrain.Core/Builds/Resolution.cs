using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Stages;

namespace SynthTrain.Core.Builds;

/// <summary>What the resolver found.</summary>
public sealed record Resolution
{
    /// <summary>How the stage stands.</summary>
    public required StageState State { get; init; }

    /// <summary>The content key of what is asked: SHA-256, hex.</summary>
    public required string Key { get; init; }

    /// <summary>What is asked, with what the resolver found out about its inputs.</summary>
    public required StageRequest Request { get; init; }

    /// <summary>What the key was made of.</summary>
    public required IReadOnlyDictionary<string, string> Asked { get; init; }

    /// <summary>Why it must run, old and new values included; empty when it need not.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>Faults that stop the stage; the state on disk is untouched.</summary>
    public IReadOnlyList<Diagnostic> Errors { get; init; } = [];

    /// <summary>Warnings that a skipped stage repeats, one line each (rejected rows, partial results).</summary>
    public IReadOnlyList<Diagnostic> Warnings { get; init; } = [];

    /// <summary>Whether the stage has to run.</summary>
    public bool MustRun { get; init; }

    /// <summary>Whether the result is the user's own file: whatever comes before it changes nothing.</summary>
    public bool IsAdopted { get; init; }

    /// <summary>One line for status: counts of rows, what is partial.</summary>
    public string Summary { get; init; } = "";
}
