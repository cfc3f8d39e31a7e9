namespace SynthTrain.Models.HuggingFace;

/// <summary>What a <c>config.json</c> says about a decoder, whichever spelling it has; two spellings of one model give equal objects.</summary>
/// <remarks>What is absent gets the default of transformers' config class of that architecture.</remarks>
public sealed record ModelConfig
{
    /// <summary>The family.</summary>
    public required ModelArchitecture Architecture { get; init; }

    /// <summary>The width of the residual stream (<c>hidden_size</c>).</summary>
    public required int HiddenSize { get; init; }

    /// <summary>The width inside the MLP (<c>intermediate_size</c>).</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>How many blocks there are (<c>num_hidden_layers</c>).</summary>
    public required int LayerCount { get; init; }

    /// <summary>Query heads (<c>num_attention_heads</c>).</summary>
    public required int HeadCount { get; init; }

    /// <summary>Key and value heads (<c>num_key_value_heads</c>); divides <see cref="HeadCount"/>.</summary>
    public required int KeyValueHeadCount { get; init; }

    /// <summary>The width of one head (<c>head_dim</c>); default hidden size / heads, 128 for Qwen3.</summary>
    public required int HeadSize { get; init; }

    /// <summary>Rows of the embedding (<c>vocab_size</c>), which may be more than the tokenizer has tokens.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>The longest sequence (<c>max_position_embeddings</c>).</summary>
    public required int MaxPositions { get; init; }

    /// <summary><c>rms_norm_eps</c>; default 1e-6.</summary>
    public double NormEpsilon { get; init; } = 1e-6;

    /// <summary><c>rope_theta</c>; default 10000.</summary>
    public double RopeTheta { get; init; } = 10000;

    /// <summary>How rotary frequencies are scaled; <see langword="null"/> = not.</summary>
    public RopeScaling? RopeScaling { get; init; }

    /// <summary>The output uses the embedding's weights, and <c>lm_head.weight</c> is not in the file.</summary>
    public bool TieWordEmbeddings { get; init; }

    /// <summary>Biases on q, k and v: always for Qwen2, else <c>attention_bias</c>.</summary>
    public bool HasQkvBias { get; init; }

    /// <summary>A bias on o: <c>attention_bias</c> of Llama and Qwen3.</summary>
    public bool HasOutputBias { get; init; }

    /// <summary>Biases in the MLP (<c>mlp_bias</c>, Llama only).</summary>
    public bool HasMlpBias { get; init; }

    /// <summary>How many tokens back attention sees; <see langword="null"/> = all. Mistral's default is 4096 when the key is absent.</summary>
    public int? SlidingWindow { get; init; }

    /// <summary>What the weights are meant to be stored as (<c>dtype</c>, older <c>torch_dtype</c>), such as <c>bfloat16</c>; <see langword="null"/> = not said.</summary>
    public string? TensorType { get; init; }

    /// <summary><c>bos_token_id</c>.</summary>
    public int? BosTokenId { get; init; }

    /// <summary><c>eos_token_id</c>: a number or a list.</summary>
    public TokenIdList EosTokenIds { get; init; } = TokenIdList.Empty;

    /// <summary><c>pad_token_id</c>.</summary>
    public int? PadTokenId { get; init; }

    /// <summary>Whether q and k are normed per head.</summary>
    public bool HasQkNorm => Architecture == ModelArchitecture.Qwen3;

    /// <summary>Reads a file.</summary>
    /// <exception cref="ModelException"><see cref="ModelFault.NotFound"/>, <see cref="ModelFault.Damaged"/>, or <see cref="ModelFault.UnsupportedModel"/> with line and column.</exception>
    public static ModelConfig Read(string path) => ModelConfigReader.Read(JsonText.Read(path));
}
