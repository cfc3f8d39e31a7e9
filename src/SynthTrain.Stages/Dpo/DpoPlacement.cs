using SynthTrain.Core.Diagnostics;
using SynthTrain.Training.Decoder;
using TorchSharp;

namespace SynthTrain.Stages.Dpo;

/// <summary>Where the model goes.</summary>
internal static class DpoPlacement
{
    /// <summary>A GPU where there is one, unless the project says otherwise. A base under adapters is bfloat16 there, weights that learn are float32.</summary>
    /// <exception cref="SynthException"><see cref="Codes.TorchUnavailable"/> when a GPU is asked for and none can be used.</exception>
    public static Placement Of(DpoStageOptions options)
    {
        var gpu = torch.cuda.is_available();
        if (options.Device == "cuda" && !gpu)
            throw new SynthException(Codes.TorchUnavailable, "SynthDevice is 'cuda', and no GPU can be used; build with -p:SynthTorch=cuda on a machine with one, or set SynthDevice to auto or cpu.");
        if (!gpu || options.Device == "cpu")
            return Placement.Default;
        var training = options.Training.Options;
        return new(torch.device("cuda"), training.Run.Brain16 ?? (training.Lora is not null) ? torch.ScalarType.BFloat16 : torch.ScalarType.Float32);
    }
}
