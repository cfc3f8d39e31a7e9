using static TorchSharp.torch;

namespace TorchSharp.Fused;

/// <summary>What a decoder computes between its products, each in one pass instead of six: the processor waits for memory there, not for arithmetic.</summary>
/// <remarks>Not public, because TorchSharp has none of it and code against that assembly must find nothing missing. A caller asks at run time, and composes the public operations where the answer is
/// no: <c>typeof(torch).Assembly.GetType("TorchSharp.Fused.FusedOperations")?.GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic)?.CreateDelegate&lt;…&gt;()</c>.
/// All take float32.</remarks>
internal static class FusedOperations
{
    /// <summary>x / √(mean(x²) + eps) · weight along the last dimension.</summary>
    internal static Tensor RmsNorm(Tensor x, Tensor weight, double eps) => Fused.RmsNorm.Apply(x, weight, (float)eps);

    /// <summary>silu(gate) · up.</summary>
    internal static Tensor SiluMultiply(Tensor gate, Tensor up) => Fused.SiluMultiply.Apply(gate, up);

    /// <summary>x · cos + (−x₂, x₁) · sin of the halves of the last dimension; cosines and sines broadcast and have no gradient.</summary>
    internal static Tensor Rotate(Tensor x, Tensor cosines, Tensor sines) => Rotary.Apply(x, cosines, sines);

    /// <summary>Σ cross entropy of hidden · weightᵀ against targets, a chunk of rows at a time: the scores of all rows never exist together.</summary>
    internal static Tensor LinearCrossEntropy(Tensor hidden, Tensor weight, Tensor targets, long ignored) => Fused.LinearCrossEntropy.Apply(hidden, weight, targets, ignored);

    /// <summary>softmax(q·kᵀ/√size + mask)·v, [batch, heads, length, size], where several heads of queries, one after the other, share one of keys and values.</summary>
    internal static Tensor GroupedAttention(Tensor q, Tensor k, Tensor v, Tensor? mask, bool causal) => Fused.GroupedAttention.Apply(q, k, v, mask, causal);

    /// <summary>As <see cref="GroupedAttention"/>, each token seeing those of its own segment up to itself.</summary>
    /// <param name="borders">Where segments begin in the batch's rows laid one behind the other, and the end; every row begins one.</param>
    internal static Tensor SegmentedAttention(Tensor q, Tensor k, Tensor v, long[] borders) => Fused.GroupedAttention.Segmented(q, k, v, borders);

    /// <summary>x·weightᵀ + scale · (x·aᵀ)·bᵀ.</summary>
    internal static Tensor LoraLinear(Tensor x, Tensor weight, Tensor a, Tensor b, double scale) => Fused.LoraLinear.Apply(x, weight, a, b, scale);

    /// <summary>Runs a body whose operations stay on this thread, as when several threads each answer for themselves: sharing out small operations would have all of them wait for each other.</summary>
    internal static void Alone(Action body) => Kernels.Threads.Alone(body);

    internal static Tensor Require(Tensor x, string what) => x.dtype == ScalarType.Float32
        ? x
        : throw new NotSupportedException($"{what} takes float32, not {x.dtype}");
}
