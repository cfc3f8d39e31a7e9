using SynthTrain.Models.HuggingFace;
using TorchSharp.Modules;

namespace SynthTrain.Training.Decoder;

/// <summary>Embedding, blocks and last norm: what Hugging Face calls <c>model</c>.</summary>
internal sealed class DecoderStack : nn.Module
{
    private readonly RotaryTable _rotary;
    private readonly TokenEmbedding _embedding;
    private readonly ModuleList<DecoderLayer> _layers;
    private readonly Norm _norm;

    public DecoderStack(ModelConfig config, DecoderParts parts)
        : base(nameof(DecoderStack))
    {
        _rotary = new RotaryTable(config);
        register_module("embed_tokens", _embedding = new TokenEmbedding(parts.Weight("embed_tokens")));
        register_module("layers", _layers = new([.. Enumerable.Range(0, config.LayerCount).Select(i => new DecoderLayer(config, parts.At($"layers.{i}")))]));
        register_module("norm", _norm = parts.Norm("norm"));
    }

    public Tensor Forward(Tensor ids, SequenceLayout layout, IKeyValueCache? cache)
    {
        var x = _embedding.call(ids);
        var (cosines, sines) = _rotary.At(layout.Positions);
        var pass = new DecoderPass(layout, cosines, sines, cache);
        for (var i = 0; i < _layers.Count; i++)
            x = _layers[i].Forward(x, pass, i);
        return _norm.call(x);
    }
}
