using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Stages;
using SynthTrain.Training.Configuration;
using SynthTrain.Training.Decoder;
using SynthTrain.Training.Optimization;
using SynthTrain.Training.Runs.Estimates;

namespace SynthTrain.Training.Runs;

/// <summary>What a run is given: what it minimises, what learns, and the world around it.</summary>
public sealed record RunJob
{
    /// <summary>What is minimised, and the data.</summary>
    public required IObjective Objective { get; init; }

    /// <summary>The model; its weights that require a gradient learn, the others are part of what a checkpoint belongs to.</summary>
    public required DecoderModel Model { get; init; }

    /// <summary>Epochs, rates, checkpoints.</summary>
    public required RunOptions Options { get; init; }

    /// <summary>The weights that learn; default: those of <see cref="Model"/> that require a gradient.</summary>
    public IReadOnlyList<NamedParameter>? Parameters { get; init; }

    /// <summary>Where checkpoints are; <see langword="null"/> keeps none.</summary>
    public string? CheckpointDirectory { get; init; }

    /// <summary>The stage's epoch: checkpoints of an earlier one are not continued, since the user forced the stage.</summary>
    public int Epoch { get; init; }

    /// <summary>Files of checkpoints.</summary>
    public IFileSystem Files { get; init; } = new PhysicalFileSystem();

    /// <summary>When to save, and how fast the run is; nothing that is written depends on it.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>For how long the largest micro-batch is tried before the first step, at least once: the first times are those of code that is not compiled to its best yet. Default 2 s.</summary>
    public TimeSpan Rehearsal { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Where warnings and notes go.</summary>
    public required IDiagnosticSink Diagnostics { get; init; }

    /// <summary>Where progress goes, in steps.</summary>
    public IProgressSink? Progress { get; init; }

    /// <summary>How much memory there is; <see langword="null"/> = not known.</summary>
    public IMemoryProbe? Memory { get; init; }

    /// <summary>US dollars of an hour; <see langword="null"/> prices nothing.</summary>
    public decimal? HourPrice { get; init; }
}
