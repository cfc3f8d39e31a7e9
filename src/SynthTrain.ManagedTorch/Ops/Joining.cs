using TorchSharp.Autograd;
using TorchSharp.Layouts;
using static TorchSharp.torch;

namespace TorchSharp.Ops;

/// <summary>Tensors put behind each other.</summary>
internal static class Joining
{
    public static Tensor Concatenate(IReadOnlyList<Tensor> parts, long along)
    {
        if (parts.Count == 0)
            throw new ArgumentException("cat needs at least one tensor");
        var first = parts[0];
        var dim = Layout.Dimension(along, first.Shape.Length);
        var shape = first.shape;
        shape[dim] = parts.Sum(part => part.Shape[dim]);
        var result = Tensor.Allocate(shape, first.dtype);
        var starts = new long[parts.Count];
        using (new GradMode(enabled: false))
        {
            var at = 0L;
            for (var i = 0; i < parts.Count; i++)
            {
                if (parts[i].dtype != first.dtype || parts[i].Shape.Length != shape.Length || parts[i].Shape.Where((size, d) => d != dim && size != shape[d]).Any())
                    throw new ArgumentException($"cat along dimension {dim}: tensor {i} is {Layout.Text(parts[i].Shape)} of {parts[i].dtype}, the first {Layout.Text(first.Shape)} of {first.dtype}; all but that dimension must agree");
                starts[i] = at;
                Views.Slice(result, dim, at, parts[i].Shape[dim], 1).copy_(parts[i]);
                at += parts[i].Shape[dim];
            }
        }

        var sizes = parts.Select(part => part.Shape[dim]).ToArray();
        return Graph.Record(result, [.. parts], node => gradient =>
            [.. sizes.Select((size, i) => node.Needs(i) ? Views.Slice(gradient, dim, starts[i], size, 1) : null)]);
    }

    public static Tensor Stack(IReadOnlyList<Tensor> parts, long along)
    {
        var dim = Layout.Dimension(along, parts[0].Shape.Length + 1);
        return Concatenate([.. parts.Select(part => Views.Unsqueeze(part, dim))], dim);
    }

    public static Tensor[] Split(Tensor x, IEnumerable<long> sizes, long along)
    {
        var dim = Layout.Dimension(along, x.Shape.Length);
        var at = 0L;
        var parts = new List<Tensor>();
        foreach (var size in sizes)
        {
            parts.Add(Views.Slice(x, dim, at, size, 1));
            at += size;
        }

        return at == x.Shape[dim] ? [.. parts] : throw new ArgumentException($"parts of sizes that sum to {at} do not fill dimension {dim} of size {x.Shape[dim]}");
    }

    public static IEnumerable<long> Equal(long total, long size)
    {
        for (var at = 0L; at < total; at += size)
            yield return Math.Min(size, total - at);
    }
}
