using SynthTrain.Models.HuggingFace;

namespace SynthTrain.Training.Decoder;

/// <summary>A pre-norm block: attention, then a SwiGLU layer, each added to the stream.</summary>
internal sealed class DecoderLayer : nn.Module
{
    private readonly Norm _inputNorm;
    private readonly Norm _middleNorm;
    private readonly DecoderAttention _attention;
    private readonly FeedForward _feedForward;

    public DecoderLayer(ModelConfig config, DecoderParts parts)
        : base(nameof(DecoderLayer))
    {
        register_module("input_layernorm", _inputNorm = parts.Norm("input_layernorm"));
        register_module("self_attn", _attention = new DecoderAttention(config, parts.At("self_attn")));
        register_module("post_attention_layernorm", _middleNorm = parts.Norm("post_attention_layernorm"));
        register_module("mlp", _feedForward = new FeedForward(parts.At("mlp")));
    }

    /// <summary>The stream behind the block.</summary>
    /// <param name="x">[B, T, D].</param>
    /// <param name="pass">What the pass shares.</param>
    /// <param name="layer">The block's number, for the cache.</param>
    /// <returns>[B, T, D], or [N, D] where the pass has places.</returns>
    public Tensor Forward(Tensor x, DecoderPass pass, int layer)
    {
        x = pass.At(x) + _attention.Forward(_inputNorm.call(x), pass, layer);
        return x + _feedForward.call(_middleNorm.call(x));
    }

    /// <summary>Fields are registered by the constructor, under Hugging Face's names; their own would be second ones.</summary>
    protected override void RegisterComponents()
    {
    }
}
