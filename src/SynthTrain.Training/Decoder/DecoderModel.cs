using SynthTrain.Models.HuggingFace;
using TorchSharp.Modules;
using F = TorchSharp.torch.nn.functional;

namespace SynthTrain.Training.Decoder;

/// <summary>One decoder for Llama, SmolLM2, Mistral, Qwen2 and Qwen3: the config switches biases, norms of queries and keys, rotary scaling and the window [transformers modeling_llama.py and the others].</summary>
/// <remarks>Parameters have Hugging Face's names. Modules live outside dispose scopes; what a pass makes belongs to the scope around it.</remarks>
public sealed class DecoderModel : nn.Module<Tensor, Tensor>
{
    private readonly DecoderStack _stack;
    private readonly Parameter _head;

    /// <summary>Takes over weights.</summary>
    /// <param name="config">The sizes.</param>
    /// <param name="weights">Every tensor that <see cref="ModelTensors.Expected"/> names, by its name.</param>
    public DecoderModel(ModelConfig config, IReadOnlyDictionary<string, Parameter> weights)
        : base(nameof(DecoderModel))
    {
        Config = config;
        var parts = new DecoderParts(weights, config.NormEpsilon);
        register_module("model", _stack = new DecoderStack(config, parts.At("model")));
        if (config.TieWordEmbeddings)
            _head = parts.At("model").Weight("embed_tokens");
        else
            register_module("lm_head", new Projection(_head = parts.Weight("lm_head"), null));
    }

    /// <summary>The sizes.</summary>
    public ModelConfig Config { get; }

    /// <summary>The output's weight, [V, D]; the embedding's where they are tied.</summary>
    public Parameter Head => _head;

    /// <summary>Whether blocks are computed again in the backward pass instead of kept (<c>gradient_checkpointing</c>): less memory for more time, with the same gradients.</summary>
    public bool Checkpointing
    {
        get => _stack.Checkpointing;
        set => _stack.Checkpointing = value;
    }

    /// <summary>Every linear layer inside the blocks by its path, such as <c>model.layers.0.self_attn.q_proj</c>; the head is none of them.</summary>
    public IEnumerable<(string Name, Projection Layer)> Projections => named_modules().Where(entry => entry.name != "lm_head").Select(entry => (entry.name, entry.module as Projection)).Where(entry => entry.Item2 is not null).Select(entry => (entry.name, entry.Item2!));

    /// <summary>Gets the stream before each block: [B, T, D], 0 being the embeddings.</summary>
    internal Action<int, Tensor>? Observer
    {
        get => _stack.Observer;
        set => _stack.Observer = value;
    }

    /// <summary>The stream after the last norm.</summary>
    /// <param name="ids">[B, T], int64.</param>
    /// <param name="layout">Positions and mask; default: causal rows of one length, seen through the config's window.</param>
    /// <param name="cache">Keys and values of what was read before; then <paramref name="layout"/> must give the new tokens' positions.</param>
    /// <returns>[B, T, D].</returns>
    public Tensor Hidden(Tensor ids, SequenceLayout? layout = null, IKeyValueCache? cache = null) =>
        _stack.Forward(ids, layout ?? SequenceLayout.Causal(ids.shape[1], Config.SlidingWindow, ids.device), cache);

    /// <summary>The stream after the last norm at some places: what the last block computes for each place alone is computed for these.</summary>
    /// <param name="ids">[B, T], int64.</param>
    /// <param name="layout">Positions and mask.</param>
    /// <param name="places">[N], int64: places of the flattened batch.</param>
    /// <returns>[N, D].</returns>
    internal Tensor HiddenAt(Tensor ids, SequenceLayout layout, Tensor places) => _stack.Forward(ids, layout, cache: null, places);

    /// <summary>Scores of every token from the stream, float32.</summary>
    /// <param name="hidden">[…, D].</param>
    /// <returns>[…, V].</returns>
    public Tensor Logits(Tensor hidden) => F.linear(hidden, _head).to_type(ScalarType.Float32);

    /// <summary>[B, T] → [B, T, V].</summary>
    public override Tensor forward(Tensor input) => Logits(Hidden(input));

    /// <summary>Fields are registered by the constructor, under Hugging Face's names; their own would be second ones.</summary>
    protected override void RegisterComponents()
    {
    }
}
