using SynthTrain.Core.Diagnostics;
using SynthTrain.Models.HuggingFace;

namespace SynthTrain.Training.Decoder;

/// <summary>Cosines and sines of rotary positions (Su et al., "RoFormer", 2021) with Llama 3's and linear scaling [transformers modeling_rope_utils.py].</summary>
/// <remarks>Frequencies and angles are float32, as transformers computes them.</remarks>
internal sealed class RotaryTable
{
    private readonly float[] _frequencies;

    public RotaryTable(ModelConfig config) => _frequencies = Frequencies(config);

    /// <summary>Tables of [length, head size] for positions 0 … length − 1 or those given.</summary>
    /// <param name="positions">[T] or [B, T], int64.</param>
    /// <returns>Cosines and sines of [T, head size] or [B, 1, T, head size].</returns>
    public (Tensor Cosines, Tensor Sines) At(Tensor positions)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var frequencies = tensor(_frequencies, device: positions.device);
        var angles = positions.to_type(ScalarType.Float32).unsqueeze(-1) * frequencies;
        if (angles.dim() == 3)
            angles = angles.unsqueeze(1);
        return (Twice(angles.cos()).MoveToOuterDisposeScope(), Twice(angles.sin()).MoveToOuterDisposeScope());
    }

    /// <summary>Both halves of a head turn by the same angles.</summary>
    private static Tensor Twice(Tensor half) => cat([half, half], -1);

    private static float[] Frequencies(ModelConfig config)
    {
        var plain = Enumerable.Range(0, config.HeadSize / 2).Select(i => (float)(1 / Math.Pow(config.RopeTheta, 2.0 * i / config.HeadSize)));
        return config.RopeScaling switch
        {
            null => [.. plain],
            { Type: "linear" } scaling => [.. plain.Select(inverse => (float)(inverse / scaling.Factor))],
            { FrequencyFactors: { } factors } => [.. plain.Zip(factors, (inverse, factor) => inverse / factor)],
            { Type: "llama3" } scaling => [.. plain.Select(inverse => Stretch(inverse, scaling))],
            { Type: var type } => throw new SynthException(Codes.UnsupportedModel, $"The model scales rotary positions by '{type}'; trained here are models without scaling, with 'linear' and with 'llama3'."),
        };
    }

    private static float Stretch(float inverse, RopeScaling scaling)
    {
        var (low, high) = (scaling.LowFrequencyFactor ?? 1, scaling.HighFrequencyFactor ?? 4);
        var turns = (scaling.OriginalPositions ?? 8192) / (2 * Math.PI / inverse);
        if (turns > high)
            return inverse;
        if (turns < low)
            return (float)(inverse / scaling.Factor);
        var smooth = (turns - low) / (high - low);
        return (float)((1 - smooth) * inverse / scaling.Factor + smooth * inverse);
    }
}
