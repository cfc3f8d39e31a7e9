namespace SynthTrain.Models.HuggingFace;

/// <summary>Reads <c>config.json</c> [transformers models/{llama,mistral,qwen2,qwen3}/configuration_*.py, configuration_utils.py].</summary>
internal static class ModelConfigReader
{
    private const int MostLayers = 10_000;

    private static readonly Dictionary<string, ModelArchitecture> s_architectures = new(StringComparer.Ordinal)
    {
        ["LlamaForCausalLM"] = ModelArchitecture.Llama,
        ["MistralForCausalLM"] = ModelArchitecture.Mistral,
        ["Qwen2ForCausalLM"] = ModelArchitecture.Qwen2,
        ["Qwen3ForCausalLM"] = ModelArchitecture.Qwen3,
    };

    public static ModelConfig Read(JsonText text)
    {
        var fields = new JsonFields(text, text.Root);
        var architecture = Architecture(fields);
        CheckSettings(fields, architecture);
        var hidden = fields.Int("hidden_size", least: 1);
        var heads = fields.Int("num_attention_heads", least: 1);
        var maxPositions = fields.Int("max_position_embeddings", Defaults(architecture).Positions, 1);
        var (theta, scaling) = RopeReader.Read(fields, maxPositions);
        var bias = architecture is not ModelArchitecture.Mistral && fields.Bool("attention_bias", false);
        var config = new ModelConfig
        {
            Architecture = architecture,
            HiddenSize = hidden,
            IntermediateSize = fields.Int("intermediate_size", least: 1),
            LayerCount = fields.Int("num_hidden_layers", least: 1),
            HeadCount = heads,
            KeyValueHeadCount = fields.Names("num_key_value_heads") ? fields.Int("num_key_value_heads", heads, 1) : Defaults(architecture).KeyValueHeads ?? heads,
            HeadSize = fields.Int("head_dim", architecture == ModelArchitecture.Qwen3 && !fields.Names("head_dim") ? 128 : hidden / heads, 1),
            VocabularySize = fields.Int("vocab_size", least: 1),
            MaxPositions = maxPositions,
            NormEpsilon = fields.Number("rms_norm_eps", 1e-6),
            RopeTheta = theta,
            RopeScaling = scaling,
            TieWordEmbeddings = fields.Bool("tie_word_embeddings", false),
            HasQkvBias = bias || architecture == ModelArchitecture.Qwen2,
            HasOutputBias = bias && architecture != ModelArchitecture.Qwen2,
            HasMlpBias = architecture == ModelArchitecture.Llama && fields.Bool("mlp_bias", false),
            SlidingWindow = SlidingWindow(fields, architecture),
            TensorType = (fields.Text("dtype") ?? fields.Text("torch_dtype"))?.Replace("torch.", "", StringComparison.Ordinal),
            BosTokenId = fields.Names("bos_token_id") ? fields.IntOrNull("bos_token_id") : Defaults(architecture).Bos,
            EosTokenIds = fields.Names("eos_token_id") ? new(fields.Ints("eos_token_id")) : Defaults(architecture).Bos is null ? TokenIdList.Empty : new([2]),
            PadTokenId = fields.IntOrNull("pad_token_id"),
        };
        return Checked(config, fields);
    }

    private static (int Positions, int? KeyValueHeads, int? Bos) Defaults(ModelArchitecture architecture) => architecture switch
    {
        ModelArchitecture.Llama => (2048, null, 1),
        ModelArchitecture.Mistral => (131072, 8, 1),
        _ => (32768, 32, null),
    };

    private static ModelArchitecture Architecture(JsonFields fields)
    {
        var given = fields.Texts("architectures") is [var first, ..] ? first : null;
        var key = given is null ? "model_type" : "architectures";
        given ??= fields.Text("model_type") is { } type ? s_architectures.Keys.FirstOrDefault(name => name.StartsWith(type, StringComparison.OrdinalIgnoreCase) && name.Length == type.Length + "ForCausalLM".Length) : null;
        if (given is not null && s_architectures.TryGetValue(given, out var architecture))
            return architecture;
        throw fields.Unsupported(key, string.Join(", ", s_architectures.Keys));
    }

    private static void CheckSettings(JsonFields fields, ModelArchitecture architecture)
    {
        if (fields.Text("hidden_act") is { } act and not "silu")
            throw fields.Unsupported("hidden_act", $"'silu', not '{act}'");
        if (fields.Has("quantization_config"))
            throw fields.Unsupported("quantization_config", "weights that are not quantized (F32, F16, BF16)");
        if (architecture is ModelArchitecture.Qwen2 or ModelArchitecture.Qwen3 && fields.Bool("use_sliding_window", false))
            throw fields.Unsupported("use_sliding_window", "false");
        if (fields.Texts("layer_types") is { } types && types.Any(type => type != "full_attention" && (architecture != ModelArchitecture.Mistral || type != "sliding_attention")))
            throw fields.Unsupported("layer_types", "'full_attention' for every layer");
    }

    private static int? SlidingWindow(JsonFields fields, ModelArchitecture architecture)
    {
        if (architecture != ModelArchitecture.Mistral)
            return null;
        return fields.Names("sliding_window") ? fields.IntOrNull("sliding_window") : 4096;
    }

    private static ModelConfig Checked(ModelConfig config, JsonFields fields)
    {
        if (config.HeadCount % config.KeyValueHeadCount != 0)
            throw fields.Unsupported("num_key_value_heads", $"a divisor of the {config.HeadCount} attention heads");
        if (config.LayerCount > MostLayers)
            throw fields.Unsupported("num_hidden_layers", $"at most {MostLayers}");
        if (config.HeadSize % 2 != 0)
            throw fields.Unsupported("head_dim", $"an even number, since rotary positions turn pairs; the head size is {config.HeadSize}");
        if (config.NormEpsilon < 0 || config.RopeTheta <= 0)
            throw fields.Unsupported(config.NormEpsilon < 0 ? "rms_norm_eps" : "rope_theta", "a positive number");
        if (config.TensorType is not (null or "float32" or "float16" or "bfloat16" or "float64"))
            throw fields.Unsupported(fields.Has("dtype") ? "dtype" : "torch_dtype", "float32, float16, bfloat16 or float64");
        return config;
    }
}
