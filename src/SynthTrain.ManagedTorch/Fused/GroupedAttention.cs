using TorchSharp.Layouts;
using TorchSharp.Ops;
using static TorchSharp.torch;

namespace TorchSharp.Fused;

/// <summary>Attention whose heads share keys and values in groups (Ainslie et al., "GQA", 2023), without copies of them.</summary>
internal static class GroupedAttention
{
    public static Tensor Apply(Tensor q, Tensor k, Tensor v, Tensor? mask, bool causal)
    {
        Check(q, k, v);
        if (mask is not null && causal)
            throw new ArgumentException("GroupedAttention takes a mask or is causal, not both");
        return Attention.Tiled(q, k, v, mask, causal);
    }

    /// <summary>Causal within segments: scores between segments are not computed, and there is no mask.</summary>
    public static Tensor Segmented(Tensor q, Tensor k, Tensor v, long[] borders)
    {
        Check(q, k, v);
        if (q.Shape[2] != k.Shape[2])
            throw new ArgumentException($"attention within segments takes as many keys as queries, not {k.Shape[2]} and {q.Shape[2]}");
        return Attention.Tiled(q, k, v, null, QueryBlocks.Segments(q.Shape, borders));
    }

    private static void Check(Tensor q, Tensor k, Tensor v)
    {
        FusedOperations.Require(q, "GroupedAttention");
        FusedOperations.Require(k, "GroupedAttention");
        FusedOperations.Require(v, "GroupedAttention");
        if (q.Shape.Length != 4 || k.Shape.Length != 4 || v.Shape.Length != 4 || q.Shape[1] % k.Shape[1] != 0 || k.Shape[1] != v.Shape[1] || q.Shape[0] != k.Shape[0] || q.Shape[0] != v.Shape[0] || k.Shape[2] != v.Shape[2] || q.Shape[3] != k.Shape[3])
            throw new ArgumentException($"GroupedAttention takes [batch, heads, length, size] and a multiple of the keys' heads for queries, not queries {Layout.Text(q.Shape)}, keys {Layout.Text(k.Shape)} and values {Layout.Text(v.Shape)}");
    }
}
