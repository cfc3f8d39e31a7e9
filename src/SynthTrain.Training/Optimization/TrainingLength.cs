using SynthTrain.Training.Configuration;

namespace SynthTrain.Training.Optimization;

/// <summary>How many optimizer steps a run has [transformers trainer.py, <c>set_initial_training_values</c>].</summary>
public static class TrainingLength
{
    /// <summary>Steps of one epoch: micro-batches ÷ accumulation, rounded up, at least 1; the last step of an epoch may have fewer micro-batches.</summary>
    public static int StepsPerEpoch(int microBatches, int accumulation) => Math.Max(1, (microBatches + accumulation - 1) / accumulation);

    /// <summary>All steps: <see cref="RunOptions.MaxSteps"/> where it is above 0, else epochs × steps of an epoch, rounded up.</summary>
    /// <param name="options">Epochs or steps, and accumulation.</param>
    /// <param name="microBatches">Micro-batches of an epoch from 0; where packing makes them differ, every epoch counts its own, so that no row is left out.</param>
    public static int Steps(RunOptions options, Func<int, int> microBatches)
    {
        if (options.MaxSteps > 0)
            return options.MaxSteps;
        var steps = Enumerable.Range(0, (int)Math.Ceiling(options.Epochs)).Select(epoch => StepsPerEpoch(microBatches(epoch), options.AccumulationSteps)).ToList();
        return steps.Distinct().Count() <= 1
            ? (int)Math.Ceiling(options.Epochs * steps.FirstOrDefault())
            : steps.SkipLast(1).Sum() + (int)Math.Ceiling((options.Epochs - (steps.Count - 1)) * steps[^1]);
    }
}
