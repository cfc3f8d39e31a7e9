using TorchSharp.Autograd;
using TorchSharp.Kernels;
using TorchSharp.Layouts;
using static TorchSharp.torch;

namespace TorchSharp.Ops;

/// <summary>softmax(q·kᵀ/√d + mask)·v without the T × S scores: tiles of them are made, used and made again in the backward pass, as in Dao et al., "FlashAttention" (2022).</summary>
internal static unsafe class Attention
{
    public static Tensor Apply(Tensor q, Tensor k, Tensor v, Tensor? mask, double dropout, bool causal)
    {
        if (mask is not null && causal)
            throw new ArgumentException("scaled_dot_product_attention takes a mask or is_casual, not both");
        if (dropout > 0 || mask is { requires_grad: true })
            return Plain(q, k, v, mask, dropout, causal);
        if (q.dtype != ScalarType.Float32 || k.dtype != ScalarType.Float32 || v.dtype != ScalarType.Float32)
            return Apply(q.@float(), k.@float(), v.@float(), mask, 0, causal).to_type(q.dtype);
        Check(q, k, v);
        if (q.Shape.Length == 2)
            return Views.Squeeze(Apply(q.unsqueeze(0), k.unsqueeze(0), v.unsqueeze(0), mask, 0, causal), 0);
        var lead = q.Shape.AsSpan()[..^2].ToArray();
        return Tiled(Spread(q, lead), Spread(k, lead), Spread(v, lead), mask, causal);
    }

    /// <summary>Queries, keys and values whose heads fit each other already.</summary>
    public static Tensor Tiled(Tensor x, Tensor y, Tensor z, Tensor? mask, bool causal) =>
        Tiled(x, y, z, mask, QueryBlocks.Whole(Layout.Count(x.Shape.AsSpan()[..^2]), x.Shape[^2], causal));

    /// <summary>As the other, the queries seeing what their blocks say.</summary>
    public static Tensor Tiled(Tensor x, Tensor y, Tensor z, Tensor? mask, QueryBlocks blocks)
    {
        var lead = x.Shape.AsSpan()[..^2].ToArray();
        var bias = mask is null ? null : AdditiveMask(mask, [.. lead, x.Shape[^2], y.Shape[^2]]);
        var result = LikeHeads(x, z.Shape[^1]);
        var logs = Tensor.Allocate([Layout.Count(lead), x.Shape[^2]], ScalarType.Float32);
        new AttentionTiles(x, y, z, bias, blocks).Forward(result, logs);
        return Graph.Record(result, [x, y, z], node =>
        {
            var (sq, sk, sv, so, sl) = (node.Save(x), node.Save(y), node.Save(z), node.Save(result), node.Save(logs));
            var sm = bias is null ? null : node.Save(bias);
            return gradient =>
            {
                var (dq, dk, dv) = (LikeHeads(sq.Value, sq.Shape[^1]).zero_(), LikeHeads(sk.Value, sk.Shape[^1]).zero_(), LikeHeads(sv.Value, sv.Shape[^1]).zero_());
                new AttentionTiles(sq.Value, sk.Value, sv.Value, sm?.Value, blocks).Backward(so.Value, sl.Value, gradient.Strides[^1] == 1 ? gradient : gradient.contiguous(), new AttentionGradients(dq, dk, dv));
                return [dq, dk, dv];
            };
        });
    }

    /// <summary>The formula as it stands, for dropout on the probabilities.</summary>
    public static Tensor Plain(Tensor q, Tensor k, Tensor v, Tensor? mask, double dropout, bool causal)
    {
        var scores = MatrixProducts.MatMul(q.mul(1 / Math.Sqrt(q.Shape[^1])), Views.Transpose(k, -1, -2));
        if (causal)
            scores = scores.add(AdditiveMask(Choice.Triangle(ones([q.Shape[^2], k.Shape[^2]]), 0, upper: false).to_type(ScalarType.Bool), [q.Shape[^2], k.Shape[^2]]));
        else if (mask is not null)
            scores = scores.add(mask.dtype == ScalarType.Bool ? AdditiveMask(mask, mask.Shape) : mask);
        return MatrixProducts.MatMul(nn.functional.dropout(Softmax.Probabilities(scores, -1), dropout), v);
    }

    private static Tensor Spread(Tensor x, long[] lead) => x.Shape.AsSpan()[..^2].SequenceEqual(lead) ? x.alias() : Views.Expand(x, [.. lead, x.Shape[^2], x.Shape[^1]]);

    /// <summary>[batch, heads, length, size] in the memory order batch, length, heads: what comes from a projection and goes to one needs no copy then.</summary>
    public static Tensor LikeHeads(Tensor x, long size) => x.Shape.Length == 4
        ? Views.Transpose(Tensor.Allocate([x.Shape[0], x.Shape[2], x.Shape[1], size], ScalarType.Float32), 1, 2)
        : Tensor.Allocate([.. x.Shape.AsSpan()[..^1], size], ScalarType.Float32);

    private static Tensor AdditiveMask(Tensor mask, long[] shape)
    {
        using var mode = new GradMode(enabled: false);
        var numbers = mask.dtype == ScalarType.Bool
            ? Choice.Where(mask, zeros([]), full([], float.NegativeInfinity))
            : mask.to_type(ScalarType.Float32);
        return Views.Expand(numbers, shape);
    }

    private static void Check(Tensor q, Tensor k, Tensor v)
    {
        if (q.Shape.Length < 2 || q.Shape[^1] != k.Shape[^1] || k.Shape[^2] != v.Shape[^2] || q.Shape.Length != k.Shape.Length || q.Shape.Length != v.Shape.Length)
            throw new ArgumentException($"scaled_dot_product_attention: queries {Layout.Text(q.Shape)}, keys {Layout.Text(k.Shape)} and values {Layout.Text(v.Shape)} do not match; they are [batch, heads, length, size]");
    }
}
