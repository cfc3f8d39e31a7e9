using SynthTrain.Core.Diagnostics;

namespace SynthTrain.Training.Runs;

/// <summary>The faults of a step that must not reach the weights.</summary>
internal static class Divergence
{
    private const int Named = 20;

    /// <summary>A loss or gradient that is no number, in words.</summary>
    /// <param name="what">What is not finite, with its value.</param>
    /// <param name="step">From 1.</param>
    /// <param name="objective">Names the examples.</param>
    /// <param name="batches">Those that were in it.</param>
    public static SynthException Of(string what, int step, IObjective objective, IReadOnlyList<MicroBatch> batches) => new(
        Codes.Diverged,
        $"{what} in step {step}; the weights are still those of step {step - 1}. The examples were {Examples(objective, batches)}. Look at them; if they are sound, lower training.learning_rate, raise warmup, or set max_grad_norm to 1 or less.");

    /// <summary>A step in which nothing is learned.</summary>
    public static SynthException Empty(int step, IObjective objective, IReadOnlyList<MicroBatch> batches) => new(
        Codes.BadExample,
        $"Step {step} has no token to learn from. Its examples are {Examples(objective, batches)}; an example needs an assistant's answer within max_seq_length.");

    private static string Examples(IObjective objective, IReadOnlyList<MicroBatch> batches)
    {
        var all = batches.SelectMany(objective.Describe).ToList();
        return all.Count <= Named ? string.Join(", ", all) : $"{string.Join(", ", all.Take(Named))} and {all.Count - Named} more";
    }
}
