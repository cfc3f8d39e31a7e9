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
            return gradient => Backward(sx.Value, sw.Value, sr.Value, gradient.contiguous(), node.Needs(1));
        });
    }

    private static Tensor?[] Backward(Tensor x, Tensor weight, Tensor roots, Tensor gradient, bool needsWeight)
    {
        var (size, rows) = (x.Shape[^1], roots.NumberOfElements);
        var tasks = (rows + Together - 1) / Together;
        var (result, parts) = (Tensor.Allocate(x.Shape, ScalarType.Float32), zeros([needsWeight ? tasks : 0, size]));
        var (a, w, z, g, r, p) = ((nint)x.Pointer<float>(), (nint)weight.Pointer<float>(), (nint)roots.Pointer<float>(), (nint)gradient.Pointer<float>(), (nint)result.Pointer<float>(), (nint)parts.Pointer<float>());
        Threads.For(tasks, task =>
        {
            using var scratch = new Memory.Rented(size);
            for (var row = task * Together; row < Math.Min(rows, (task + 1) * Together); row++)
            {
                var from = new ReadOnlySpan<float>((float*)a + row * size, (int)size);
                var given = new ReadOnlySpan<float>((float*)g + row * size, (int)size);
                var to = new Span<float>((float*)r + row * size, (int)size);
                var root = ((float*)z)[row];
                // dx = root·(g·w) − x·root³·Σ(g·w·x)/size
                TensorPrimitives.Multiply(given, new ReadOnlySpan<float>((float*)w, (int)size), to);
                var slope = root * root * root * TensorPrimitives.Dot(to, from) / size;
                TensorPrimitives.Multiply(from, -slope, scratch.Floats);
                TensorPrimitives.MultiplyAdd(to, root, scratch.Floats, to);
                if (!needsWeight)
                    continue;
                var part = new Span<float>((float*)p + task * size, (int)size);
                TensorPrimitives.Multiply(given, from, scratch.Floats);
                TensorPrimitives.MultiplyAdd(scratch.Floats, root, part, part);
            }
        }, x.NumberOfElements);
        return [result, needsWeight ? Ops.Reductions.Sum(parts, [0], keepdim: false) : null];
    }
}
