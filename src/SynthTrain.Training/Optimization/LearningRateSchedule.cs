using SynthTrain.Training.Configuration;

namespace SynthTrain.Training.Optimization;

/// <summary>The learning rate of each step [transformers optimization.py]. With warm-up the first step has rate 0: nothing moves, yet Adam's moments advance.</summary>
public sealed class LearningRateSchedule
{
    private readonly Func<int, double> _share;
    private readonly double _peak;

    /// <summary>A schedule over a run.</summary>
    /// <param name="options">Name, peak and warm-up.</param>
    /// <param name="steps">Optimizer steps of the whole run.</param>
    /// <exception cref="ArgumentException">The name is none of <see cref="Names"/>.</exception>
    public LearningRateSchedule(RunOptions options, int steps)
    {
        (_peak, WarmupSteps) = (options.LearningRate, Warmup(options, steps));
        var lowest = options.MinRateShare;
        _share = options.Schedule switch
        {
            "constant" => _ => 1,
            "constant_with_warmup" => step => step < WarmupSteps ? Rise(step) : 1,
            "linear" => step => step < WarmupSteps ? Rise(step) : Math.Max(0.0, (double)(steps - step) / Math.Max(1, steps - WarmupSteps)),
            "cosine" => step => step < WarmupSteps ? Rise(step) : Math.Max(0.0, Half(step, steps)),
            "cosine_with_min_lr" => step => step < WarmupSteps ? Rise(step) : Math.Max(0.0, Half(step, steps) * (1 - lowest) + lowest),
            var name => throw new ArgumentException($"there is no schedule '{name}'; allowed are {string.Join(", ", Names)}", nameof(options)),
        };
    }

    /// <summary>The schedules that there are.</summary>
    public static IReadOnlyList<string> Names { get; } = ["constant", "constant_with_warmup", "linear", "cosine", "cosine_with_min_lr"];

    /// <summary>Steps in which the rate rises.</summary>
    public int WarmupSteps { get; }

    /// <summary>The rate of a step.</summary>
    /// <param name="step">From 0: the first optimizer step is step 0.</param>
    public double Rate(int step) => _peak * _share(step);

    /// <summary>A count is cut to a whole number; a share of all steps is rounded up, in float64: 0.07 of 100 gives 8, because the product is 7.000000000000001.</summary>
    private static int Warmup(RunOptions options, int steps) =>
        options.WarmupSteps >= 1 ? options.WarmupSteps : (int)Math.Ceiling(steps * options.WarmupRatio);

    private double Rise(int step) => step / Math.Max(1.0, WarmupSteps);

    private double Half(int step, int steps) =>
        0.5 * (1 + Math.Cos(Math.PI * ((double)(step - WarmupSteps) / Math.Max(1, steps - WarmupSteps))));
}
