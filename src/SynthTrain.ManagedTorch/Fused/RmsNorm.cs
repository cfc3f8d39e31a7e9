using TorchSharp.Autograd;
using TorchSharp.Kernels;
using static TorchSharp.torch;

namespace TorchSharp.Fused;

/// <summary>Zhang and Sennrich, "Root mean square layer normalization" (2019).</summary>
internal static unsafe class RmsNorm
{
    private const int Together = 32;

    public static Tensor Apply(Tensor x, Tensor weight, float eps)
    {
        var (input, scale) = (FusedOperations.Require(x, "RmsNorm").contiguous(), FusedOperations.Require(weight, "RmsNorm").contiguous());
        var (size, rows) = (input.Shape[^1], input.NumberOfElements / input.Shape[^1]);
        var (result, roots) = (Tensor.Allocate(input.Shape, ScalarType.Float32), Tensor.Allocate([rows], ScalarType.Float32));
        var (a, w, r, z) = ((nint)input.Pointer<float>(), (nint)scale.Pointer<float>(), (nint)result.Pointer<float>(), (nint)roots.Pointer<float>());
        Threads.For((rows + Together - 1) / Together, task =>
        {
            for (var row = task * Together; row < Math.Min(rows, (task + 1) * Together); row++)
            {
                var from = new ReadOnlySpan<float>((float*)a + row * size, (int)size);
                var to = new Span<float>((float*)r + row * size, (int)size);
                var root = 1 / MathF.Sqrt(TensorPrimitives.SumOfSquares(from) / size + eps);
                ((float*)z)[row] = root;
                TensorPrimitives.Multiply(from, root, to);
                TensorPrimitives.Multiply(to, new ReadOnlySpan<float>((float*)w, (int)size), to);
            }
        }, input.NumberOfElements);
        return Graph.Record(result, [input, scale], node =>
        {
            var (sx, sw, sr) = (node.Save(input), node.Save(scale), node.Save(roots));
            return gradient => Backward(sx.Value, sw.Value, sr.Value, gradient.contiguous(), node);
        });
    }

    private static Tensor?[] Backward(Tensor x, Tensor weight, Tensor roots, Tensor gradient, Node node)
    {
        var (needsWeight, sum) = (node.Needs(1), node.Target(0));
        var (size, rows) = (x.Shape[^1], roots.NumberOfElements);
        var tasks = (rows + Together - 1) / Together;
        var (result, parts, add) = (sum ?? Tensor.Allocate(x.Shape, ScalarType.Float32), zeros([needsWeight ? tasks : 0, size]), sum is not null);
        var (a, w, z, g, r, p) = ((nint)x.Pointer<float>(), (nint)weight.Pointer<float>(), (nint)roots.Pointer<float>(), (nint)gradient.Pointer<float>(), (nint)result.Pointer<float>(), (nint)parts.Pointer<float>());
        Threads.For(tasks, task =>
        {
            using var scratch = new Memory.Rented(2 * size);
            var other = scratch.Floats[..(int)size];
            var slopes = scratch.Floats[(int)size..];
            for (var row = task * Together; row < Math.Min(rows, (task + 1) * Together); row++)
            {
                var from = new ReadOnlySpan<float>((float*)a + row * size, (int)size);
                var given = new ReadOnlySpan<float>((float*)g + row * size, (int)size);
                var to = new Span<float>((float*)r + row * size, (int)size);
                var root = ((float*)z)[row];
                // dx = root·(g·w) − x·root³·Σ(g·w·x)/size
                TensorPrimitives.Multiply(given, new ReadOnlySpan<float>((float*)w, (int)size), slopes);
                var slope = root * root * root * TensorPrimitives.Dot(slopes, from) / size;
                TensorPrimitives.Multiply(from, -slope, other);
                if (add)
                    TensorPrimitives.Add(to, other, other);
                TensorPrimitives.MultiplyAdd(slopes, root, other, to);
                if (!needsWeight)
                    continue;
                var part = new Span<float>((float*)p + task * size, (int)size);
                TensorPrimitives.Multiply(given, from, other);
                TensorPrimitives.MultiplyAdd(other, root, part, part);
            }
        }, x.NumberOfElements);
        return [add ? null : result, needsWeight ? Ops.Reductions.Sum(parts, [0], keepdim: false) : null];
    }
}
