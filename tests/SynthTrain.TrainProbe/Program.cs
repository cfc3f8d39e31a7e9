using SynthTrain.Training.Configuration;
using SynthTrain.Training.Runs;
using SynthTrain.Training.Tests.Runs.Support;
using SynthTrain.TrainProbe;

using var model = TinyModel.Create();
var sink = new ConsoleSink();
var outcome = TrainingLoop.Run(
    new RunJob
    {
        Objective = new ToyObjective(model),
        Model = model,
        Options = new RunOptions { Epochs = 20, LearningRate = 0.01, AccumulationSteps = 2, WarmupRatio = 0.1, Schedule = "cosine", LoggingSteps = 7, EvaluationSteps = 10, SaveSteps = 1, LoadBest = true },
        CheckpointDirectory = Path.Combine(args[0], "checkpoints"),
        Diagnostics = sink,
        Progress = sink,
    },
    CancellationToken.None);
File.WriteAllBytes(Path.Combine(args[0], "weights"), TinyModel.Bits(model));
File.WriteAllBytes(Path.Combine(args[0], "metrics"), outcome.Metrics.ToUtf8());
