using SynthTrain.Models.Gguf;

namespace SynthTrain.Models.Quantization;

/// <summary>What llama.cpp takes when a type's blocks do not divide a tensor's rows.</summary>
internal static class MixtureFallback
{
    /// <summary>The type itself, one with blocks of 32 for types with blocks of 256, or F16.</summary>
    public static GgufType Fit(GgufTensorInfo tensor, GgufType type)
    {
        if (Divides(tensor, type))
            return type;
        var smaller = type switch
        {
            GgufType.Q2_K or GgufType.Q3_K => GgufType.Q4_0,
            GgufType.Q4_K => GgufType.Q5_0,
            GgufType.Q5_K => GgufType.Q5_1,
            GgufType.Q6_K => GgufType.Q8_0,
            _ => GgufType.F16,
        };
        return Divides(tensor, smaller) ? smaller : GgufType.F16;
    }

    private static bool Divides(GgufTensorInfo tensor, GgufType type) => tensor.Columns % Quantizer.BlockSize(type) == 0;
}
