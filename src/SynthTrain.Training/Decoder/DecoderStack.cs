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

    /// <summary>Whether blocks are computed again in the backward pass instead of kept.</summary>
    public bool Checkpointing { get; set; }

    /// <summary>Gets the stream before each block, with the block's number; for who holds a model against another program.</summary>
    public Action<int, Tensor>? Observer { get; set; }

    /// <summary>The stream after the last norm; where places are given, the last block goes on with them alone once every place has seen what it sees.</summary>
    /// <param name="ids">[B, T], int64.</param>
    /// <param name="layout">Positions and mask.</param>
    /// <param name="cache">Keys and values of what was read before; excludes <paramref name="places"/>, and documents packed without a mask.</param>
    /// <param name="places">[N], int64: places of the flattened batch; <see langword="null"/> = all.</param>
    /// <returns>[B, T, D], or [N, D] where places are given.</returns>
    public Tensor Forward(Tensor ids, SequenceLayout layout, IKeyValueCache? cache, Tensor? places = null)
    {
        if (cache is not null && (places is not null || layout.Borders is not null))
            throw new ArgumentException("a pass with a cache goes on with all places, and its layout has a mask or is causal over whole rows", nameof(cache));
        var x = _embedding.call(ids);
        var (cosines, sines) = _rotary.At(layout.Positions);
        var pass = new DecoderPass(layout, cosines, sines, cache);
        for (var i = 0; i < _layers.Count; i++)
        {
            Observer?.Invoke(i, x);
            x = Block(x, i == _layers.Count - 1 ? pass with { Places = places } : pass, i);
        }

        return _norm.call(x);
    }

    /// <summary>What a block makes on the way goes with it, unless its gradient keeps it; a cache keeps tensors of its own.</summary>
    private Tensor Block(Tensor x, DecoderPass pass, int layer)
    {
        var block = _layers[layer];
        if (pass.Cache is not null)
            return block.Forward(x, pass, layer);
        if (Checkpointing && is_grad_enabled())
            return Checkpoint.Run(input => block.Forward(input, pass, layer), [.. block.parameters().Where(parameter => parameter.requires_grad)], x);
        using var scope = NewDisposeScope();
        return block.Forward(x, pass, layer).MoveToOuterDisposeScope();
    }

    /// <summary>Fields are registered by the constructor, under Hugging Face's names; their own would be second ones.</summary>
    protected override void RegisterComponents()
    {
    }
}
