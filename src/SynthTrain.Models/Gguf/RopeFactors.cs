using SynthTrain.Models.HuggingFace;

namespace SynthTrain.Models.Gguf;

/// <summary>What llama3's scaling divides each rotary frequency by, in single precision as the converter computes it [llama.cpp conversion/llama.py: generate_extra_tensors].</summary>
internal static class RopeFactors
{
    /// <summary>One factor per pair of a head: 1 for short wavelengths, the factor for long ones, smooth between.</summary>
    public static float[] Of(ModelConfig config)
    {
        var scaling = config.RopeScaling!;
        float factor = (float)scaling.Factor, low = (float)scaling.LowFrequencyFactor!.Value, high = (float)scaling.HighFrequencyFactor!.Value;
        float original = scaling.OriginalPositions!.Value;
        var factors = new float[config.HeadSize / 2];
        for (var pair = 0; pair < factors.Length; pair++)
        {
            var frequency = 1f / (float)Math.Pow(config.RopeTheta, 2f * pair / config.HeadSize);
            var wavelength = (float)(2 * Math.PI) / frequency;
            var smooth = ((original / wavelength) - low) / (high - low);
            factors[pair] = wavelength < original / high ? 1 : wavelength > original / low ? factor : 1 / (((1 - smooth) / factor) + smooth);
        }

        return factors;
    }
}
