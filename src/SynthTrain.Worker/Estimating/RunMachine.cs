using SynthTrain.Core.Stages;
using SynthTrain.Training.Runs.Estimates;

namespace SynthTrain.Worker.Estimating;

/// <summary>What a run's models will be computed on, asked once.</summary>
internal sealed class RunMachine(TimeProvider time, IGpuProbe gpus)
{
    private MachineRate? _processor;

    /// <summary>The rate of the device that a stage's settings lead to; null for a GPU that is not known.</summary>
    /// <param name="options">The stage's.</param>
    /// <param name="halved">Whether weights lie there as bfloat16.</param>
    public MachineRate? Rate(StageOptions options, bool halved)
    {
        var device = options.Text("device") ?? "auto";
        var hasLibrary = options.Text("torch")?.Contains("cuda", StringComparison.OrdinalIgnoreCase) == true;
        if (device == "cuda" || (device == "auto" && hasLibrary && gpus.Find() is not null))
            return gpus.Find() is { } name ? MachineRate.Gpu(name, halved) : null;
        return _processor ??= MachineRate.Processor(time, options.Text("threads") is null ? 0 : options.Int("threads", 0, 0, 4096));
    }

    /// <summary>US dollars of a time: by <c>SynthGpuHourPrice</c> where it is set; the processor is free without, and a GPU's price unknown.</summary>
    public static decimal? Price(StageOptions options, MachineRate? rate, double? seconds)
    {
        if (options.Text("gpu_hour_price") is not null && options.Number("gpu_hour_price", 0, 0, 1e6) is var price and > 0)
            return seconds is { } known ? (decimal)(known / 3600 * price) : null;
        return rate is { IsGpu: false } ? 0 : null;
    }
}
