using TorchSharp.Layouts;
using TorchSharp.Ops;
using static TorchSharp.torch;

namespace TorchSharp.Fused;

/// <summary>Attention whose heads share keys and values in groups (Ainslie et al., "GQA", 2023), without copies of them.</summary>
internal static class GroupedAttention
{
    public static Tensor Apply(Tensor q, Tensor k, Tensor v, Tensor? mask, bool causal)
    {
        FusedOperations.Require(q, "GroupedAttention");
        FusedOperations.Require(k, "GroupedAttention");
        FusedOperations.Require(v, "GroupedAttention");
        if (mask is not null && causal)
            throw new ArgumentException("GroupedAttention takes a mask or is causal, not both");
        if (q.Shape.Length != 4 || k.Shape.Length != 4 || v.Shape.Length != 4 || q.Shape[1] % k.Shape[1] != 0 || k.Shape[1] != v.Shape[1] || q.Shape[0] != k.Shape[0] || q.Shape[0] != v.Shape[0] || k.Shape[2] != v.Shape[2] || q.Shape[3] != k.Shape[3])
            throw new ArgumentException($"GroupedAttention takes [batch, heads, length, size] and a multiple of the keys' heads for queries, not queries {Layout.Text(q.Shape)}, keys {Layout.Text(k.Shape)} and values {Layout.Text(v.Shape)}");
        return Attention.Tiled(q, k, v, mask, causal);
    }
}
