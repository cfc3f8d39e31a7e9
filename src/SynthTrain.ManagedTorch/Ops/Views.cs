using TorchSharp.Autograd;
using TorchSharp.Layouts;
using static TorchSharp.torch;

namespace TorchSharp.Ops;

/// <summary>Other looks at the same memory.</summary>
internal static class Views
{
    public static Tensor View(Tensor x, ReadOnlySpan<long> wanted)
    {
        var shape = Layout.Infer(wanted, x.NumberOfElements);
        var strides = Layout.ViewStrides(x.Shape, x.Strides, shape)
            ?? throw new InvalidOperationException($"a view of shape {Layout.Text(shape)} is not possible: the elements of this tensor {Layout.Text(x.Shape)} do not lie in that order; use reshape()");
        return Recorded(x, x.Look(x.Offset, shape, strides));
    }

    public static Tensor Reshape(Tensor x, ReadOnlySpan<long> wanted)
    {
        var shape = Layout.Infer(wanted, x.NumberOfElements);
        return View(Layout.ViewStrides(x.Shape, x.Strides, shape) is null ? x.contiguous() : x, shape);
    }

    public static Tensor Permute(Tensor x, ReadOnlySpan<long> order)
    {
        var rank = x.Shape.Length;
        var from = new int[rank];
        if (order.Length != rank)
            throw new ArgumentException($"permute takes {rank} dimensions for a tensor of that rank, not {order.Length}");
        for (var i = 0; i < rank; i++)
            from[i] = Layout.Dimension(order[i], rank);
        if (from.Distinct().Count() != rank)
            throw new ArgumentException($"permute needs every dimension once, given {Layout.Text(order)}");
        var result = x.Look(x.Offset, Array.ConvertAll(from, d => x.Shape[d]), Array.ConvertAll(from, d => x.Strides[d]));
        return Graph.Record(result, x, node =>
        {
            var back = new long[rank];
            for (var i = 0; i < rank; i++)
                back[from[i]] = i;
            return gradient => Permute(gradient, back);
        });
    }

    public static Tensor Transpose(Tensor x, long first, long second)
    {
        var rank = x.Shape.Length;
        if (rank == 0)
            return x.alias();
        var order = new long[rank];
        for (var i = 0; i < rank; i++)
            order[i] = i;
        var (a, b) = (Layout.Dimension(first, rank), Layout.Dimension(second, rank));
        (order[a], order[b]) = (order[b], order[a]);
        return Permute(x, order);
    }

    public static Tensor Expand(Tensor x, ReadOnlySpan<long> sizes)
    {
        var target = sizes.ToArray();
        for (var i = 1; i <= target.Length; i++)
        {
            if (target[^i] == -1)
                target[^i] = x.Shape[^i];
        }

        var shape = x.Shape;
        return Graph.Record(x.Look(x.Offset, target, Broadcast.Strides(x.Shape, x.Strides, target)), x, node => gradient => Arithmetic.Shrink(gradient, shape));
    }

    /// <summary>Every <paramref name="step"/>-th index of a dimension from <paramref name="start"/>, <paramref name="count"/> in all.</summary>
    public static Tensor Slice(Tensor x, int dim, long start, long count, long step)
    {
        var (shape, strides) = (x.shape, x.stride());
        if (start < 0 || count < 0 || step < 1 || (count > 0 && start + (count - 1) * step >= shape[dim]))
            throw new ArgumentOutOfRangeException(nameof(start), $"{count} indices from {start} by {step} leave dimension {dim} of size {shape[dim]}");
        shape[dim] = count;
        strides[dim] *= step;
        var whole = x.Shape;
        return Graph.Record(x.Look(x.Offset + start * x.Strides[dim], shape, strides), x, node => gradient =>
        {
            var result = zeros(whole, gradient.dtype);
            Slice(result, dim, start, count, step).copy_(gradient);
            return result;
        });
    }

    public static Tensor Select(Tensor x, int dim, long index)
    {
        var at = index < 0 ? index + x.Shape[dim] : index;
        return Squeeze(Slice(x, dim, at, 1, 1), dim);
    }

    public static Tensor Squeeze(Tensor x, int dim) => x.Shape[dim] != 1
        ? x.alias()
        : Recorded(x, x.Look(x.Offset, [.. x.Shape.Where((_, i) => i != dim)], [.. x.Strides.Where((_, i) => i != dim)]));

    public static Tensor Unsqueeze(Tensor x, int dim)
    {
        var (shape, strides) = (x.Shape.ToList(), x.Strides.ToList());
        strides.Insert(dim, dim < shape.Count ? shape[dim] * strides[dim] : 1);
        shape.Insert(dim, 1);
        return Recorded(x, x.Look(x.Offset, [.. shape], [.. strides]));
    }

    private static Tensor Recorded(Tensor x, Tensor view)
    {
        var shape = x.Shape;
        return Graph.Record(view, x, node => gradient => Reshape(gradient, shape));
    }
}
