using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Stages;
using SynthTrain.Training.Decoder;
using SynthTrain.Training.Runs.Estimates;
using TorchSharp;

namespace SynthTrain.Stages.TrainingRuns;

/// <summary>Where a model is trained: settings <c>device</c> and <c>threads</c>.</summary>
internal static class TrainingDevice
{
    /// <summary>A GPU where one can be used, unless the project says otherwise; a note where there is one that cannot.</summary>
    /// <param name="context">The stage.</param>
    /// <param name="halved">Whether weights lie there as bfloat16.</param>
    /// <param name="probe">Looks for a GPU.</param>
    /// <exception cref="SynthException"><see cref="Codes.TorchUnavailable"/> when a GPU is asked for and none can be used.</exception>
    public static Placement Choose(StageContext context, bool halved, IGpuProbe probe)
    {
        var device = context.Options.Choice("device", "auto", "auto", "cpu", "cuda");
        if (context.Options.Int("threads", 0, 0, 4096) is var threads and > 0)
            torch.set_num_threads(threads);
        var usable = torch.cuda.is_available();
        if (device == "cuda" && !usable)
            throw new SynthException(Codes.TorchUnavailable, "SynthDevice is 'cuda', and no GPU can be used; build with -p:SynthTorch=cuda on a machine with one, or set SynthDevice to auto or cpu.");
        if (usable && device != "cpu")
            return new(torch.device("cuda"), halved ? torch.ScalarType.BFloat16 : torch.ScalarType.Float32);
        if (device == "auto" && probe.Find() is { } found)
            context.Diagnostics.Report(Diagnostic.Info(Codes.GpuUnused, $"This machine has a GPU ({found}), and training uses the processor. Build with -p:SynthTorch=cuda to use it, or set SynthDevice to cpu and this is not said again."));
        return Placement.Default;
    }

    /// <summary>US dollars of an hour; null prices nothing.</summary>
    public static decimal? HourPrice(StageContext context) => context.Options.Number("gpu_hour_price", 0, 0, 1e6) is var price and > 0 ? (decimal)price : null;

    /// <summary>US dollars of a time, to a millionth; null without a price.</summary>
    public static decimal? Price(decimal? hour, TimeSpan time) => hour is { } price ? decimal.Round(price * (decimal)time.TotalHours, 6) : null;
}
