using SynthTrain.Models.HuggingFace;
using F = TorchSharp.torch.nn.functional;

namespace SynthTrain.Training.Decoder;

/// <summary>Grouped-query attention with rotary positions; Qwen2's biases and Qwen3's norms of queries and keys are weights that are there or not.</summary>
internal sealed class DecoderAttention : nn.Module
{
    private readonly ModelConfig _config;
    private readonly Projection _q;
    private readonly Projection _k;
    private readonly Projection _v;
    private readonly Projection _o;
    private readonly Norm? _qNorm;
    private readonly Norm? _kNorm;

    public DecoderAttention(ModelConfig config, DecoderParts parts)
        : base(nameof(DecoderAttention))
    {
        _config = config;
        register_module("q_proj", _q = parts.Projection("q_proj"));
        register_module("k_proj", _k = parts.Projection("k_proj"));
        register_module("v_proj", _v = parts.Projection("v_proj"));
        register_module("o_proj", _o = parts.Projection("o_proj"));
        if (!config.HasQkNorm)
            return;
        register_module("q_norm", _qNorm = parts.Norm("q_norm"));
        register_module("k_norm", _kNorm = parts.Norm("k_norm"));
    }

    /// <summary>What each token takes from those that it sees.</summary>
    /// <param name="x">[B, T, D], after the norm.</param>
    /// <param name="pass">What the pass shares.</param>
    /// <param name="layer">The block's number, for the cache.</param>
    /// <returns>[B, T, D], or [N, D] where the pass has places.</returns>
    public Tensor Forward(Tensor x, DecoderPass pass, int layer)
    {
        var q = Operations.Rotate(Heads(_q.call(x), _config.HeadCount, _qNorm), pass.Cosines, pass.Sines);
        var k = Operations.Rotate(Heads(_k.call(x), _config.KeyValueHeadCount, _kNorm), pass.Cosines, pass.Sines);
        var v = Heads(_v.call(x), _config.KeyValueHeadCount, null);
        if (pass.Cache is not null)
            (k, v) = pass.Cache.Append(layer, k, v);
        if (q.shape[2] == 1 && k.shape[2] > 1)
            return _o.call(SeenByOne(q, k, v, pass.Layout.Mask).reshape(x.shape[0], 1, -1));
        return _o.call(pass.At(Seen(q, k, v, pass.Layout).transpose(1, 2).flatten(2)));
    }

    private static Tensor Seen(Tensor q, Tensor k, Tensor v, SequenceLayout layout) => layout.Borders is { } borders
        ? Operations.SegmentedAttention(q, k, v, borders)
        : Operations.Attention(q, k, v, layout.Mask, causal: layout.Mask is null && q.shape[2] == k.shape[2] && q.shape[2] > 1);

    /// <summary>One new token a row: the query heads that share keys become rows of one product, and no key is repeated.</summary>
    private Tensor SeenByOne(Tensor q, Tensor k, Tensor v, Tensor? mask) =>
        F.scaled_dot_product_attention(q.reshape(q.shape[0], _config.KeyValueHeadCount, -1, _config.HeadSize), k, v, mask);

    private Tensor Heads(Tensor x, int count, Norm? norm)
    {
        var heads = x.view(x.shape[0], x.shape[1], count, _config.HeadSize);
        return (norm is null ? heads : norm.call(heads)).transpose(1, 2);
    }

    /// <summary>Fields are registered by the constructor, under Hugging Face's names; their own would be second ones.</summary>
    protected override void RegisterComponents()
    {
    }
}
