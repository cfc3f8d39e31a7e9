using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Stages;
using SynthTrain.Training.Configuration;
using SynthTrain.Training.Decoder;
using SynthTrain.Training.Runs;
using SynthTrain.Training.Runs.Estimates;

namespace SynthTrain.Training.Tests.Runs.Support;

/// <summary>Runs of a tiny model in a folder of their own.</summary>
internal sealed class RunKit : IDiagnosticSink, IProgressSink, IMemoryProbe, IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("synthtrain-runs").FullName;

    public List<Diagnostic> Diagnostics { get; } = [];

    public List<StageProgress> Progress { get; } = [];

    public long? Available { get; set; }

    public RunOptions Options { get; set; } = new() { Epochs = 3, LearningRate = 0.02, AccumulationSteps = 2, WarmupSteps = 2, Schedule = "cosine", WeightDecay = 0.01, LoggingSteps = 2, SaveSteps = 2 };

    public RunJob Job(DecoderModel model, IObjective? objective = null) => new()
    {
        Objective = objective ?? new ToyObjective(model),
        Model = model,
        Options = Options,
        CheckpointDirectory = Path.Combine(Folder, "checkpoints"),
        Diagnostics = this,
        Progress = this,
        Memory = this,
        Rehearsal = TimeSpan.Zero,
    };

    /// <summary>A run from the start, or from what is saved.</summary>
    public (RunOutcome Outcome, byte[] Weights) Run(Func<DecoderModel, IObjective>? objective = null, Func<RunJob, RunJob>? with = null, CancellationToken cancellation = default)
    {
        using var model = TinyModel.Create();
        var job = Job(model, objective?.Invoke(model));
        var outcome = TrainingLoop.Run(with?.Invoke(job) ?? job, cancellation);
        return (outcome, TinyModel.Bits(model));
    }

    /// <summary>A run that ends with a fault.</summary>
    public Diagnostic Fault(Func<DecoderModel, IObjective>? objective = null) => Assert.ThrowsExactly<SynthException>(() => Run(objective)).Diagnostics[0];

    public string[] Checkpoints() => [.. Directory.GetFiles(Path.Combine(Folder, "checkpoints"), "*.json").Select(Path.GetFileNameWithoutExtension).Order()!];

    /// <summary>The steps that are saved.</summary>
    public int[] Steps() => [.. Checkpoints().Select(name => int.Parse(name.AsSpan(5, 10), System.Globalization.CultureInfo.InvariantCulture))];

    /// <summary>The one file of a saved step.</summary>
    public string File(int step, string ending) => Directory.GetFiles(Path.Combine(Folder, "checkpoints"), $"step-{step:d10}-*{ending}").Single();

    long? IMemoryProbe.Available(Device device) => Available;

    void IDiagnosticSink.Report(Diagnostic diagnostic) => Diagnostics.Add(diagnostic);

    void IProgressSink.Report(StageProgress progress) => Progress.Add(progress);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
