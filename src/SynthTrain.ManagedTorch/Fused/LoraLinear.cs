using TorchSharp.Autograd;
using TorchSharp.Kernels;
using TorchSharp.Layouts;
using TorchSharp.Ops;
using static TorchSharp.torch;

namespace TorchSharp.Fused;

/// <summary>A linear layer and its low-rank adapter (Hu et al., "LoRA", 2021) as one operation: x·Wᵀ and (scale · x·Aᵀ)·Bᵀ are summed inside the product, and so are the two gradients of x.</summary>
internal static class LoraLinear
{
    public static Tensor Apply(Tensor x, Tensor weight, Tensor a, Tensor b, double scale)
    {
        if (FusedOperations.Require(x, "LoraLinear").Shape[^1] != weight.Shape[1] || a.Shape[1] != weight.Shape[1] || b.Shape[0] != weight.Shape[0] || a.Shape[0] != b.Shape[1])
            throw new ArgumentException($"LoraLinear: input {Layout.Text(x.Shape)}, weights {Layout.Text(weight.Shape)}, A {Layout.Text(a.Shape)} and B {Layout.Text(b.Shape)} do not fit");
        foreach (var factor in (ReadOnlySpan<Tensor>)[weight, a, b])
            FusedOperations.Require(factor, "LoraLinear");
        var rows = MatrixProducts.Flat(x);
        var inner = Times(rows, MatrixProducts.Transposed(a), scale);
        var result = Tensor.Allocate([.. x.Shape.AsSpan()[..^1], weight.Shape[0]], ScalarType.Float32);
        Sum(rows, MatrixProducts.Transposed(weight), inner, MatrixProducts.Transposed(b), result, add: false);
        return Graph.Record(result, [x, weight, a, b], node =>
        {
            var (shape, saved) = (x.Shape, (X: node.Save(rows), W: node.Save(weight), A: node.Save(a), B: node.Save(b), Inner: node.Save(inner)));
            return gradient => Backward(node, MatrixProducts.Flat(gradient), new Parts(saved.X.Value, saved.W.Value, saved.A.Value, saved.B.Value, saved.Inner.Value), scale, shape);
        });
    }

    private static Tensor?[] Backward(Node node, Tensor slope, Parts parts, double scale, long[] shape)
    {
        var (turned, inner) = (MatrixProducts.Transposed(slope), Times(slope, parts.B, scale));
        Tensor? dx = null;
        if (node.Needs(0))
        {
            var sum = node.Target(0);
            var to = sum ?? Tensor.Allocate(shape, ScalarType.Float32);
            Sum(slope, parts.W, inner, parts.A, to, add: sum is not null);
            dx = sum is null ? to : null;
        }

        return
        [
            dx,
            node.Needs(1) ? MatrixProducts.Toward(node.Target(1), turned, parts.X, parts.W.Shape) : null,
            node.Needs(2) ? MatrixProducts.Toward(node.Target(2), MatrixProducts.Transposed(inner), parts.X, parts.A.Shape) : null,
            node.Needs(3) ? MatrixProducts.Toward(node.Target(3), turned, parts.Inner, parts.B.Shape) : null,
        ];
    }

    private static Tensor Times(Tensor x, Tensor narrow, double scale)
    {
        var result = Tensor.Allocate([x.Shape[0], narrow.Shape[1]], ScalarType.Float32);
        MatrixProducts.Into(x, narrow, result, add: false);
        var values = result.Values<float>();
        TensorPrimitives.Multiply(values, (float)scale, values);
        return result;
    }

    private static unsafe void Sum(Tensor x, Tensor w, Tensor inner, Tensor outer, Tensor result, bool add) => Gemm.Sum(
        x.Shape[0], w.Shape[1],
        new Factors(MatrixProducts.Of(x), MatrixProducts.Of(w), x.Shape[1]),
        new Factors(MatrixProducts.Of(inner), MatrixProducts.Of(outer), inner.Shape[1]),
        new Matrix((nint)result.Pointer<float>(), w.Shape[1], 1), add);

    /// <summary>What the backward pass reads; the inner product is scaled already.</summary>
    private readonly record struct Parts(Tensor X, Tensor W, Tensor A, Tensor B, Tensor Inner);
}
