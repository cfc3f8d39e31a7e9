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
            Span<float> scratch = stackalloc float[half];
            for (var row = task * Together; row < Math.Min(rows, (task + 1) * Together); row++)
            {
                Locate(row, lead, strides, at);
                Row((float*)a + at[0], (float*)c + at[1], (float*)s + at[2], new Span<float>((float*)r + at[3], 2 * half), scratch, back);
            }
        }, x.NumberOfElements);
        return result;
    }

    /// <summary>Forward (x₁c₁ − x₂s₁, x₂c₂ + x₁s₂); backward (g₁c₁ + g₂s₂, g₂c₂ − g₁s₁).</summary>
    private static void Row(float* x, float* cos, float* sin, Span<float> to, Span<float> scratch, bool back)
    {
        var half = scratch.Length;
        var first = new ReadOnlySpan<float>(x, half);
        var second = new ReadOnlySpan<float>(x + half, half);
        var low = new ReadOnlySpan<float>(sin, half);
        var high = new ReadOnlySpan<float>(sin + half, half);
        TensorPrimitives.Multiply(second, back ? high : low, scratch);
        TensorPrimitives.Multiply(first, new ReadOnlySpan<float>(cos, half), to);
        Join(to[..half], scratch, add: back);
        TensorPrimitives.Multiply(first, back ? low : high, scratch);
        TensorPrimitives.Multiply(second, new ReadOnlySpan<float>(cos + half, half), to[half..]);
        Join(to[half..], scratch, add: !back);
    }

    private static void Join(Span<float> to, ReadOnlySpan<float> other, bool add)
    {
        if (add)
            TensorPrimitives.Add(to, other, to);
        else
            TensorPrimitives.Subtract(to, other, to);
    }

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
