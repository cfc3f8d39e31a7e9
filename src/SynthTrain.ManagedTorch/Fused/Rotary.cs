using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using TorchSharp.Autograd;
using TorchSharp.Kernels;
using TorchSharp.Layouts;
using TorchSharp.Ops;
using static TorchSharp.torch;

namespace TorchSharp.Fused;

/// <summary>Rotary positions (Su et al., "RoFormer", 2021), the halves of a head turned against each other as transformers does.</summary>
internal static unsafe class Rotary
{
    private const int Together = 128;

    public static Tensor Apply(Tensor x, Tensor cosines, Tensor sines)
    {
        var input = FusedOperations.Require(x, "Rotate").Strides[^1] == 1 ? x.alias() : x.contiguous();
        if (input.Shape[^1] % 2 != 0)
            throw new ArgumentException($"Rotate takes an even last size, not {input.Shape[^1]}");
        var (cos, sin) = (cosines.detach().contiguous(), sines.detach().contiguous());
        var result = Turn(input, cos, sin, back: false);
        return Graph.Record(result, input, node =>
        {
            var (c, s) = (node.Save(cos), node.Save(sin));
            return gradient => Turn(gradient.Strides[^1] == 1 ? gradient : gradient.contiguous(), c.Value, s.Value, back: true);
        });
    }

    private static Tensor Turn(Tensor x, Tensor cos, Tensor sin, bool back)
    {
        var result = Attention.LikeHeads(x, x.Shape[^1]);
        var lead = x.Shape[..^1];
        long[][] strides = [x.Strides, Broadcast.Strides(cos.Shape, cos.Strides, x.Shape), Broadcast.Strides(sin.Shape, sin.Strides, x.Shape), result.Strides];
        var (a, c, s, r, half, rows) = ((nint)x.Pointer<float>(), (nint)cos.Pointer<float>(), (nint)sin.Pointer<float>(), (nint)result.Pointer<float>(), (int)(x.Shape[^1] / 2), Layout.Count(lead));
        Threads.For((rows + Together - 1) / Together, task =>
        {
            Span<long> at = stackalloc long[4];
            for (var row = task * Together; row < Math.Min(rows, (task + 1) * Together); row++)
            {
                Locate(row, lead, strides, at);
                Row((float*)a + at[0], (float*)c + at[1], (float*)s + at[2], (float*)r + at[3], half, back);
            }
        }, x.NumberOfElements);
        return result;
    }

    /// <summary>Forward (x₁c₁ − x₂s₁, x₂c₂ + x₁s₂); backward (g₁c₁ + g₂s₂, g₂c₂ − g₁s₁).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row(float* x, float* cos, float* sin, float* to, int half, bool back)
    {
        var low = back ? sin + half : sin;
        var high = back ? sin : sin + half;
        var sign = back ? 1f : -1f;
        var i = 0;
        for (; i <= half - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            var (first, second) = (Vector256.Load(x + i), Vector256.Load(x + half + i));
            (first * Vector256.Load(cos + i) + second * Vector256.Load(low + i) * sign).Store(to + i);
            (second * Vector256.Load(cos + half + i) - first * Vector256.Load(high + i) * sign).Store(to + half + i);
        }

        for (; i < half; i++)
        {
            var (first, second) = (x[i], x[half + i]);
            to[i] = first * cos[i] + second * low[i] * sign;
            to[half + i] = second * cos[half + i] - first * high[i] * sign;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Locate(long row, long[] lead, long[][] strides, Span<long> at)
    {
        at.Clear();
        for (var d = lead.Length - 1; d >= 0; d--)
        {
            (row, var index) = Math.DivRem(row, lead[d]);
            for (var i = 0; i < at.Length; i++)
                at[i] += index * strides[i][d];
        }
    }
}
