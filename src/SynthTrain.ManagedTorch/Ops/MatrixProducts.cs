using TorchSharp.Autograd;
using TorchSharp.Kernels;
using TorchSharp.Layouts;
using static TorchSharp.torch;

namespace TorchSharp.Ops;

/// <summary>Products of matrices and stacks of them.</summary>
internal static unsafe class MatrixProducts
{
    /// <summary>PyTorch's matmul: vectors are given a dimension that is taken away again, leading dimensions broadcast.</summary>
    public static Tensor MatMul(Tensor a, Tensor b)
    {
        if (a.Shape.Length == 0 || b.Shape.Length == 0)
            throw new ArgumentException("matmul needs tensors of rank 1 or more");
        if (a.dtype != ScalarType.Float32 || b.dtype != ScalarType.Float32)
            return Widened(a, b, MatMul);
        if (a.Shape.Length == 1)
            return Views.Squeeze(MatMul(Views.Unsqueeze(a, 0), b), Math.Max(b.Shape.Length - 2, 0));
        if (b.Shape.Length == 1)
            return Views.Squeeze(MatMul(a, Views.Unsqueeze(b, 1)), a.Shape.Length - 1);
        if (a.Shape[^1] != b.Shape[^2])
            throw new ArgumentException($"matmul: {Layout.Text(a.Shape)} times {Layout.Text(b.Shape)} does not go: the last size of the left and the last but one of the right must be equal");
        if (b.Shape.Length == 2)
            return Linear(a, Views.Transpose(b, 0, 1));
        var lead = Broadcast.Shape(a.Shape.AsSpan()[..^2], b.Shape.AsSpan()[..^2]);
        var left = Views.Reshape(Views.Expand(a, [.. lead, a.Shape[^2], a.Shape[^1]]), [-1, a.Shape[^2], a.Shape[^1]]);
        var right = Views.Reshape(Views.Expand(b, [.. lead, b.Shape[^2], b.Shape[^1]]), [-1, b.Shape[^2], b.Shape[^1]]);
        return Views.View(Batched(left, right), [.. lead, a.Shape[^2], b.Shape[^1]]);
    }

    /// <summary>[…, in] · [out, in]ᵀ → […, out].</summary>
    public static Tensor Linear(Tensor x, Tensor weight)
    {
        if (x.dtype != ScalarType.Float32 || weight.dtype != ScalarType.Float32)
            return Widened(x, weight, Linear);
        if (x.Shape[^1] != weight.Shape[1])
            throw new ArgumentException($"linear: input {Layout.Text(x.Shape)} does not fit weights {Layout.Text(weight.Shape)}");
        var rows = Flat(x);
        var result = Tensor.Allocate([.. x.Shape.AsSpan()[..^1], weight.Shape[0]], ScalarType.Float32);
        Into(rows, Transposed(weight), result, add: false);
        return Graph.Record(result, [x, weight], node =>
        {
            var shape = x.Shape;
            var input = node.Needs(1) ? node.Save(rows) : null;
            var table = node.Needs(0) ? node.Save(weight) : null;
            return gradient =>
            {
                var slope = Flat(gradient);
                return
                [
                    table is null ? null : Toward(node.Target(0), slope, table.Value, shape),
                    input is null ? null : Toward(node.Target(1), Transposed(slope), input.Value, [slope.Shape[1], input.Shape[1]]),
                ];
            };
        });
    }

    /// <summary>[…, size] → [rows, size], unrecorded: what is recorded is the operation on the tensor itself, so that gradients of several operations on it are summed where they are made.</summary>
    public static Tensor Flat(Tensor x)
    {
        using var mode = new GradMode(enabled: false);
        return x.Shape.Length == 2 ? x.detach() : Views.Reshape(x, [-1, x.Shape[^1]]);
    }

    public static Tensor Transposed(Tensor x) => x.Look(x.Offset, [x.Shape[1], x.Shape[0]], [x.Strides[1], x.Strides[0]]);

    /// <summary>A gradient a · b: added where its sum lies, or a new tensor.</summary>
    /// <returns><see langword="null"/> where it was added.</returns>
    public static Tensor? Toward(Tensor? sum, Tensor a, Tensor b, long[] shape)
    {
        var result = sum ?? Tensor.Allocate(shape, ScalarType.Float32);
        Into(a, b, result, add: sum is not null);
        return sum is null ? result : null;
    }

    /// <summary>a · b into a dense target of any shape.</summary>
    public static void Into(Tensor a, Tensor b, Tensor result, bool add) =>
        Gemm.Multiply(a.Shape[0], b.Shape[1], a.Shape[1], Of(a), Of(b), new Matrix((nint)result.Pointer<float>(), b.Shape[1], 1), add);

    /// <summary>[n, r, k] · [n, k, c] → [n, r, c].</summary>
    public static Tensor Batched(Tensor a, Tensor b)
    {
        if (a.dtype != ScalarType.Float32 || b.dtype != ScalarType.Float32)
            return Widened(a, b, Batched);
        if (a.Shape.Length != 3 || b.Shape.Length != 3 || a.Shape[0] != b.Shape[0] || a.Shape[2] != b.Shape[1])
            throw new ArgumentException($"bmm: {Layout.Text(a.Shape)} times {Layout.Text(b.Shape)} does not go: it takes [n, r, k] and [n, k, c]");
        var result = Tensor.Allocate([a.Shape[0], a.Shape[1], b.Shape[2]], ScalarType.Float32);
        var (rows, columns, depth) = (a.Shape[1], b.Shape[2], a.Shape[2]);
        var (x, y, r) = ((nint)a.Pointer<float>(), (nint)b.Pointer<float>(), (nint)result.Pointer<float>());
        var each = a.Shape[0] >= Threads.Count || rows * columns * depth < 1 << 18;
        void One(long n) => Gemm.Multiply(
            rows, columns, depth,
            new Matrix((nint)((float*)x + n * a.Strides[0]), a.Strides[1], a.Strides[2]),
            new Matrix((nint)((float*)y + n * b.Strides[0]), b.Strides[1], b.Strides[2]),
            new Matrix((nint)((float*)r + n * rows * columns), columns, 1),
            parallel: !each);
        if (each)
            Threads.For(a.Shape[0], One, (double)a.Shape[0] * rows * columns * depth / 8);
        else
        {
            for (var n = 0L; n < a.Shape[0]; n++)
                One(n);
        }

        return Graph.Record(result, [a, b], node =>
        {
            var left = node.Needs(1) ? node.Save(a) : null;
            var right = node.Needs(0) ? node.Save(b) : null;
            return gradient =>
            [
                right is null ? null : Batched(gradient, Views.Transpose(right.Value, 1, 2)),
                left is null ? null : Batched(Views.Transpose(left.Value, 1, 2), gradient),
            ];
        });
    }

    /// <summary>Adds a · b to a dense target.</summary>
    public static void Accumulate(Tensor a, Tensor b, Tensor target) =>
        Gemm.Multiply(a.Shape[0], b.Shape[1], a.Shape[1], Of(a), Of(b), Of(target), add: true);

    public static Matrix Of(Tensor x) => new((nint)x.Pointer<float>(), x.Strides[0], x.Strides[1]);

    private static Tensor Widened(Tensor a, Tensor b, Func<Tensor, Tensor, Tensor> operation)
    {
        var type = Types.Promote(a, b);
        return Types.IsFloating(type) && type != ScalarType.Float64
            ? operation(a.to_type(ScalarType.Float32), b.to_type(ScalarType.Float32)).to_type(type)
            : throw new NotSupportedException($"products of matrices of {a.dtype} and {b.dtype} are not supported; convert them to float32");
    }
}
