using System.Globalization;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Training.Configuration;

namespace SynthTrain.Training.Optimization;

/// <summary>How many optimizer steps a run has [transformers trainer.py, <c>set_initial_training_values</c>].</summary>
public static class TrainingLength
{
    /// <summary>Steps of one epoch: micro-batches ÷ accumulation, rounded up, at least 1; the last step of an epoch may have fewer micro-batches.</summary>
    public static int StepsPerEpoch(int microBatches, int accumulation) => (int)Math.Max(1, ((long)microBatches + accumulation - 1) / accumulation);

    /// <summary>All steps: <see cref="RunOptions.MaxSteps"/> where it is above 0, else epochs × steps of an epoch, rounded up.</summary>
    /// <param name="options">Epochs or steps, and accumulation.</param>
    /// <param name="microBatches">Micro-batches of every epoch.</param>
    /// <exception cref="SynthException"><see cref="Codes.TrainingConfig"/>: there are more than a run can count.</exception>
    public static int Steps(RunOptions options, int microBatches) =>
        options.MaxSteps > 0 ? options.MaxSteps : Counted(Math.Ceiling(options.Epochs * StepsPerEpoch(microBatches, options.AccumulationSteps)), options);

    /// <summary>As <see cref="Steps(RunOptions, int)"/>, where epochs differ: every one counts its own, so that no row is left out.</summary>
    /// <param name="options">Epochs or steps, and accumulation.</param>
    /// <param name="microBatches">Micro-batches of an epoch from 0.</param>
    /// <exception cref="SynthException"><see cref="Codes.TrainingConfig"/>: there are more than a run can count.</exception>
    public static int Steps(RunOptions options, Func<int, int> microBatches)
    {
        if (options.MaxSteps > 0)
            return options.MaxSteps;
        var steps = Enumerable.Range(0, (int)Math.Ceiling(options.Epochs)).Select(epoch => (long)StepsPerEpoch(microBatches(epoch), options.AccumulationSteps)).ToList();
        return Counted(
            steps.Distinct().Count() <= 1
                ? Math.Ceiling(options.Epochs * steps.FirstOrDefault())
                : steps.SkipLast(1).Sum() + Math.Ceiling((options.Epochs - (steps.Count - 1)) * steps[^1]),
            options);
    }

    private static int Counted(double steps, RunOptions options) => steps <= int.MaxValue
        ? (int)steps
        : throw new SynthException(Codes.TrainingConfig, string.Create(CultureInfo.InvariantCulture, $"training.num_train_epochs is '{options.Epochs}', which makes {steps:0} optimizer steps of this data; a run has at most {int.MaxValue}. Lower it, or set training.max_steps."));
}
