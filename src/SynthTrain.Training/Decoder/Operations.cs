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

    private static readonly Func<Tensor, Tensor, Tensor, Tensor?, bool, Tensor>? s_groupedAttention = Find<Func<Tensor, Tensor, Tensor, Tensor?, bool, Tensor>>("GroupedAttention");
    private static readonly Func<Tensor, Tensor, Tensor, long[], Tensor>? s_segmentedAttention = Find<Func<Tensor, Tensor, Tensor, long[], Tensor>>("SegmentedAttention");
    private static readonly Action<Action>? s_alone = Find<Action<Action>>("Alone");
    private static readonly Func<Tensor, Tensor, Tensor, Tensor, double, Tensor>? s_loraLinear = Find<Func<Tensor, Tensor, Tensor, Tensor, double, Tensor>>("LoraLinear");

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

    /// <summary>Float32 values that <see cref="LinearCrossEntropy"/> holds of scores and their gradients.</summary>
    /// <remarks>The fused operation, whose parts are of 64 MiB and no more than 256 rows, makes gradients in the scores' place; the composed one keeps both.</remarks>
    public static long ScoresTogether(Tensor weight, long rows) =>
        s_linearCrossEntropy is not null && weight.dtype == ScalarType.Float32
            ? Math.Min(rows, Math.Clamp((1 << 24) / weight.shape[0], 1, 256)) * weight.shape[0]
            : 2 * Math.Min(rows * weight.shape[0], ChunkedCrossEntropy.ScoresTogether);

    /// <summary>softmax(q · kᵀ / √size + mask) · v, where groups of query heads share a head of keys and values (Ainslie et al., "GQA", 2023).</summary>
    /// <param name="q">[B, heads, T, size].</param>
    /// <param name="k">[B, key heads, S, size].</param>
    /// <param name="v">[B, key heads, S, size].</param>
    /// <param name="mask">As in <see cref="SequenceLayout.Mask"/>.</param>
    /// <param name="causal">Whether a query sees keys up to its own place alone; without mask.</param>
    public static Tensor Attention(Tensor q, Tensor k, Tensor v, Tensor? mask, bool causal)
    {
        if (s_groupedAttention is not null && q.dtype == ScalarType.Float32 && k.dtype == ScalarType.Float32)
            return s_groupedAttention(q, k, v, mask, causal);
        var group = q.shape[1] / k.shape[1];
        if (group > 1)
            (k, v) = (k.repeat_interleave(group, 1), v.repeat_interleave(group, 1));
        return F.scaled_dot_product_attention(q, k, v, mask, is_casual: causal);
    }

    /// <summary>Whether the loaded assembly computes attention within segments without a mask.</summary>
    public static bool HasSegments => s_segmentedAttention is not null;

    /// <summary>As <see cref="Attention"/>, each token seeing those of its own segment up to itself; only where <see cref="HasSegments"/>.</summary>
    /// <param name="q">[B, heads, T, size].</param>
    /// <param name="k">[B, key heads, T, size].</param>
    /// <param name="v">[B, key heads, T, size].</param>
    /// <param name="borders">As in <see cref="SequenceLayout.Borders"/>.</param>
    public static Tensor SegmentedAttention(Tensor q, Tensor k, Tensor v, long[] borders) =>
        s_segmentedAttention!(q.to_type(ScalarType.Float32), k.to_type(ScalarType.Float32), v.to_type(ScalarType.Float32), borders).to_type(q.dtype);

    /// <summary>x · weightᵀ + scale · (x · aᵀ) · bᵀ in one operation, where the loaded assembly has it.</summary>
    /// <returns><see langword="null"/> where it has not.</returns>
    public static Tensor? LoraLinear(Tensor x, Tensor weight, Tensor a, Tensor b, double scale) =>
        s_loraLinear is not null && x.dtype == ScalarType.Float32 && weight.dtype == ScalarType.Float32 ? s_loraLinear(x, weight, a, b, scale) : null;

    /// <summary>Runs a body whose operations stay on this thread, where the loaded assembly can.</summary>
    public static void Alone(Action body)
    {
        if (s_alone is null)
            body();
        else
            s_alone(body);
    }

    private static T? Find<T>(string name)
        where T : Delegate => s_fused?.GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic)?.CreateDelegate<T>();
}
