using System.Reflection;
using F = TorchSharp.torch.nn.functional;

namespace SynthTrain.Training.Decoder;

/// <summary>What a decoder computes between its products: in one pass where the loaded assembly has fused operations, composed of public ones where it has not.</summary>
/// <remarks>The managed assembly has them and TorchSharp has not, so they are found at run time and nothing here refers to them by name.</remarks>
internal static class Operations
{
    private static readonly Type? s_fused = typeof(torch).Assembly.GetType("TorchSharp.Fused.FusedOperations");
    private static readonly Func<Tensor, Tensor, double, Tensor>? s_rmsNorm = Find<Func<Tensor, Tensor, double, Tensor>>("RmsNorm");
    private static readonly Func<Tensor, Tensor, Tensor>? s_siluMultiply = Find<Func<Tensor, Tensor, Tensor>>("SiluMultiply");
    private static readonly Func<Tensor, Tensor, Tensor, Tensor>? s_rotate = Find<Func<Tensor, Tensor, Tensor, Tensor>>("Rotate");
    private static readonly Func<Tensor, Tensor, Tensor, long, Tensor>? s_linearCrossEntropy = Find<Func<Tensor, Tensor, Tensor, long, Tensor>>("LinearCrossEntropy");

    /// <summary>x / √(mean(x²) + eps) · weight along the last dimension, in float32; the result has x's type [transformers modeling_llama.py, LlamaRMSNorm].</summary>
    public static Tensor RmsNorm(Tensor x, Tensor weight, double eps)
    {
        if (s_rmsNorm is not null && x.dtype == ScalarType.Float32 && weight.dtype == ScalarType.Float32)
            return s_rmsNorm(x, weight, eps);
        var wide = x.to_type(ScalarType.Float32);
        return (wide * (wide.pow(2).mean([-1L], keepdim: true) + eps).rsqrt()).to_type(x.dtype) * weight;
    }

    /// <summary>silu(gate) · up.</summary>
    public static Tensor SiluMultiply(Tensor gate, Tensor up) =>
        s_siluMultiply is not null && gate.dtype == ScalarType.Float32 && up.dtype == ScalarType.Float32 ? s_siluMultiply(gate, up) : F.silu(gate) * up;

    /// <summary>x · cos + (−x₂, x₁) · sin of the halves of the last dimension.</summary>
    public static Tensor Rotate(Tensor x, Tensor cosines, Tensor sines)
    {
        if (s_rotate is not null && x.dtype == ScalarType.Float32)
            return s_rotate(x, cosines, sines);
        var half = x.shape[^1] / 2;
        var turned = cat([-x.narrow(-1, half, half), x.narrow(-1, 0, half)], -1);
        return x * cosines.to_type(x.dtype) + turned * sines.to_type(x.dtype);
    }

    /// <summary>Σ cross entropy of hidden · weightᵀ against targets, without all scores at once; a row whose target is <paramref name="ignored"/> counts nothing.</summary>
    /// <param name="hidden">[rows, size].</param>
    /// <param name="weight">[classes, size].</param>
    /// <param name="targets">[rows], int64.</param>
    /// <param name="ignored">The target that counts nothing.</param>
    public static Tensor LinearCrossEntropy(Tensor hidden, Tensor weight, Tensor targets, long ignored = -100) =>
        s_linearCrossEntropy is not null && hidden.dtype == ScalarType.Float32 && weight.dtype == ScalarType.Float32
            ? s_linearCrossEntropy(hidden, weight, targets, ignored)
            : ChunkedCrossEntropy.Apply(hidden, weight, targets, ignored);

    private static T? Find<T>(string name)
        where T : Delegate => s_fused?.GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic)?.CreateDelegate<T>();
}
