using TorchSharp.Autograd;
using TorchSharp.Kernels;
using TorchSharp.Layouts;
using static TorchSharp.torch;

namespace TorchSharp.Ops;

/// <summary>Exponentials normed along a dimension.</summary>
internal static unsafe class Softmax
{
    public static Tensor Probabilities(Tensor x, long along) => Along(x, along, rows =>
    {
        var result = Tensor.Allocate(rows.Shape, ScalarType.Float32);
        EachRow(rows, result, static (a, r) =>
        {
            var greatest = Greatest(a);
            TensorPrimitives.Subtract(a, greatest, r);
            TensorPrimitives.Exp(r, r);
            TensorPrimitives.Multiply(r, 1 / TensorPrimitives.Sum<float>(r), r);
        });
        return Graph.Record(result, rows, node =>
        {
            var output = node.Save(result);
            return gradient => Backward(gradient, output.Value, static (g, y, r) =>
            {
                var dot = TensorPrimitives.Dot(g, y);
                TensorPrimitives.Subtract(g, dot, r);
                TensorPrimitives.Multiply(r, y, r);
            });
        });
    });

    public static Tensor Logarithms(Tensor x, long along) => Along(x, along, rows =>
    {
        var result = Tensor.Allocate(rows.Shape, ScalarType.Float32);
        EachRow(rows, result, static (a, r) => TensorPrimitives.Subtract(a, LogSumExp(a, r), r));
        return Graph.Record(result, rows, node =>
        {
            var output = node.Save(result);
            return gradient => Backward(gradient, output.Value, static (g, y, r) =>
            {
                TensorPrimitives.Exp(y, r);
                TensorPrimitives.Multiply(r, -TensorPrimitives.Sum(g), r);
                TensorPrimitives.Add(r, g, r);
            });
        });
    });

    public static Tensor LogSum(Tensor x, long along, bool keepdim)
    {
        var result = Along(x, along, rows =>
        {
            var sums = Tensor.Allocate([.. rows.Shape.AsSpan()[..^1], 1], ScalarType.Float32);
            var (to, length) = ((nint)sums.Pointer<float>(), rows.Shape[^1]);
            var from = (nint)rows.Pointer<float>();
            Threads.For(sums.NumberOfElements, row =>
            {
                using var scratch = new Memory.Rented(length);
                ((float*)to)[row] = LogSumExp(new ReadOnlySpan<float>((float*)from + row * length, (int)length), scratch.Floats);
            }, rows.NumberOfElements);
            return Graph.Record(sums, rows, node =>
            {
                var (input, output) = (node.Save(rows), node.Save(sums));
                return gradient => Floating.Exp(input.Value.sub(output.Value)).mul(gradient);
            });
        });
        return keepdim ? result : Views.Squeeze(result, Layout.Dimension(along, x.Shape.Length));
    }

    /// <summary>log Σ e^x; infinite where the greatest is.</summary>
    public static float LogSumExp(ReadOnlySpan<float> row, Span<float> scratch)
    {
        var greatest = Greatest(row);
        TensorPrimitives.Subtract(row, greatest, scratch);
        TensorPrimitives.Exp(scratch, scratch);
        return TensorPrimitives.Max(row) is var top && float.IsInfinity(top) ? top : greatest + MathF.Log(TensorPrimitives.Sum<float>(scratch));
    }

    /// <summary>The greatest number, but 0 where it is infinite, so that a row of −∞ gives NaN probabilities as in PyTorch, and no other does.</summary>
    private static float Greatest(ReadOnlySpan<float> row) => TensorPrimitives.Max(row) is var top && float.IsNegativeInfinity(top) ? 0 : top;

    /// <summary>Turns the dimension to the end, and back.</summary>
    private static Tensor Along(Tensor x, long along, Func<Tensor, Tensor> operation)
    {
        if (x.dtype != ScalarType.Float32)
            return Floating.Around(x, wide => Along(wide, along, operation));
        if (x.Shape.Length == 0)
            return Views.View(operation(Views.View(x, [1])), []);
        var dim = Layout.Dimension(along, x.Shape.Length);
        return dim == x.Shape.Length - 1
            ? operation(x.contiguous())
            : Views.Transpose(operation(Views.Transpose(x, dim, -1).contiguous()), dim, -1);
    }

    private static void EachRow(Tensor x, Tensor result, UnaryKernel<float, float> kernel)
    {
        var (from, to, length) = ((nint)x.Pointer<float>(), (nint)result.Pointer<float>(), x.Shape[^1]);
        var rows = length == 0 ? 0 : x.NumberOfElements / length;
        var together = Math.Max(1, 8192 / Math.Max(1, length));
        Threads.For((rows + together - 1) / together, task =>
        {
            for (var row = task * together; row < Math.Min(rows, (task + 1) * together); row++)
                kernel(new ReadOnlySpan<float>((float*)from + row * length, (int)length), new Span<float>((float*)to + row * length, (int)length));
        }, x.NumberOfElements);
    }

    private static Tensor Backward(Tensor gradient, Tensor output, BinaryKernel<float, float> kernel)
    {
        var dense = gradient.contiguous();
        var result = Tensor.Allocate(output.Shape, ScalarType.Float32);
        var (g, y, r, length) = ((nint)dense.Pointer<float>(), (nint)output.Pointer<float>(), (nint)result.Pointer<float>(), output.Shape[^1]);
        Threads.For(length == 0 ? 0 : output.NumberOfElements / length, row => kernel(
            new ReadOnlySpan<float>((float*)g + row * length, (int)length),
            new ReadOnlySpan<float>((float*)y + row * length, (int)length),
            new Span<float>((float*)r + row * length, (int)length)), output.NumberOfElements);
        return result;
    }
}
