using SynthTrain.Core.Builds;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Teachers;

namespace SynthTrain.Core.Stages;

/// <summary>What a stage gets: its request, its files, its options, and the ports it may use.</summary>
public sealed class StageContext
{
    private readonly Func<string, Stream> _openOutput;

    /// <summary>Made by the stage engine; tests make their own.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="files">The file system.</param>
    /// <param name="diagnostics">Where warnings go.</param>
    /// <param name="openOutput">Opens the output with an absolute path for writing.</param>
    public StageContext(StageRequest request, IFileSystem files, IDiagnosticSink diagnostics, Func<string, Stream> openOutput)
    {
        Request = request;
        Files = files;
        Diagnostics = diagnostics;
        _openOutput = openOutput;
        Options = new StageOptions(request);
    }

    /// <summary>What is asked.</summary>
    public StageRequest Request { get; }

    /// <summary>Parameters and settings, typed.</summary>
    public StageOptions Options { get; }

    /// <summary>The file system; for reading inputs.</summary>
    public IFileSystem Files { get; }

    /// <summary>Where warnings go; errors are thrown.</summary>
    public IDiagnosticSink Diagnostics { get; }

    /// <summary>The named teacher; null for a stage that asks nobody.</summary>
    public TeacherDefinition? Teacher { get; init; }

    /// <summary>A folder of the stage's own in which it may keep its work so far, to go on from after an interruption; null in tests that give none.</summary>
    public string? CheckpointDirectory { get; init; }

    /// <summary>Raised when the user forces the stage: work kept under an earlier number is not gone on from.</summary>
    public int Epoch { get; init; }

    /// <summary>The <see cref="StageResult.Pin"/> of the result that the lockfile names for these inputs; null when there is none, or when the user asks for a new result.</summary>
    public string? Pin { get; init; }

    /// <summary>Where progress goes.</summary>
    public IProgressSink? Progress { get; init; }

    /// <summary>Looks a variable up in the worker's environment and in <c>.env</c>: keys of endpoints and hubs, which no property, manifest or message may hold. Default knows none.</summary>
    public Func<string, string?> Secret { get; init; } = static _ => null;

    /// <summary>The clock, for rates, pauses and latencies: figures of <see cref="RunFigures"/>, never bytes of an output.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Absolute path of the only input with a role.</summary>
    /// <exception cref="SynthException"><see cref="Codes.InputMissing"/> when the project declares none.</exception>
    public string Input(string role) =>
        Inputs(role) is [var first, ..]
            ? first
            : throw new SynthException(Codes.InputMissing, $"Stage '{Request.Stage}' needs an input '{role}', but the project declares none.");

    /// <summary>Absolute paths of all inputs with a role; empty when there is none.</summary>
    public IReadOnlyList<string> Inputs(string role) =>
        [.. Request.Inputs.Where(input => input.Role == role).Select(input => Absolute(input.Path))];

    /// <summary>Opens the output with a role; the bytes appear at its path only when the whole stage succeeds.</summary>
    public Stream OpenOutput(string role)
    {
        var output = Request.Outputs.FirstOrDefault(file => file.Role == role)
            ?? throw new SynthException(Codes.StageMismatch, $"Stage '{Request.Stage}' writes an output '{role}', but its targets file declares none.");
        return _openOutput(Absolute(output.Path));
    }

    /// <summary>The path to print for an absolute path: relative to the project where it lies within it.</summary>
    public string Display(string path) => new ProjectLayout(Request.ProjectDirectory).Relative(path);

    private string Absolute(string path) => Path.GetFullPath(path, Request.ProjectDirectory);
}
