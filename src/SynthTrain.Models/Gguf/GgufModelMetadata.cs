using SynthTrain.Models.HuggingFace;

namespace SynthTrain.Models.Gguf;

/// <summary>The metadata of a converted model, in the order in which llama.cpp's converter writes it [llama.cpp conversion/base.py: TextModel.set_gguf_parameters; conversion/llama.py, qwen.py].</summary>
internal static class GgufModelMetadata
{
    /// <summary>llama.cpp's name of the architecture; Mistral is a <c>llama</c>.</summary>
    public static string Architecture(ModelConfig config) => config.Architecture switch
    {
        ModelArchitecture.Qwen2 => "qwen2",
        ModelArchitecture.Qwen3 => "qwen3",
        _ => "llama",
    };

    public static OrderedDictionary<string, GgufValue> Build(HuggingFaceModel model, GgufConversionOptions options, TokenizerJson? json, long parameters)
    {
        var metadata = new OrderedDictionary<string, GgufValue>(StringComparer.Ordinal)
        {
            ["general.architecture"] = GgufValue.From(Architecture(model.Config)),
            ["general.type"] = GgufValue.From("model"),
            ["general.name"] = GgufValue.From(options.Name ?? GgufNames.Title(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(model.Folder))))),
            ["general.size_label"] = GgufValue.From(GgufNames.SizeLabel(parameters)),
        };
        AddShape(metadata, model, options.Type);
        metadata["general.quantization_version"] = GgufValue.From(2u);
        AddTokenizer(metadata, model, json, options.PreTokenizer);
        return metadata;
    }

    private static void AddShape(OrderedDictionary<string, GgufValue> metadata, HuggingFaceModel model, GgufFileType type)
    {
        var config = model.Config;
        var prefix = Architecture(config) + ".";
        Add("block_count", config.LayerCount);
        Add("context_length", config.MaxPositions);
        Add("embedding_length", config.HiddenSize);
        Add("feed_forward_length", config.IntermediateSize);
        Add("attention.head_count", config.HeadCount);
        Add("attention.head_count_kv", config.KeyValueHeadCount);
        AddScaling(metadata, prefix + "rope.scaling.", config.RopeScaling);
        metadata[prefix + "rope.freq_base"] = GgufValue.From((float)config.RopeTheta);
        metadata[prefix + "attention.layer_norm_rms_epsilon"] = GgufValue.From((float)config.NormEpsilon);
        if (config.Architecture is not ModelArchitecture.Qwen2 || model.ConfigJson["head_dim"] is not null)
        {
            Add("attention.key_length", config.HeadSize);
            Add("attention.value_length", config.HeadSize);
        }

        metadata["general.file_type"] = GgufValue.From((uint)type);
        if (Architecture(config) == "llama")
        {
            Add("vocab_size", config.VocabularySize);
            Add("rope.dimension_count", config.HeadSize);
        }

        void Add(string key, int value) => metadata[prefix + key] = GgufValue.From((uint)value);
    }

    /// <summary>Linear and yarn are keys; llama3's factors are a tensor.</summary>
    private static void AddScaling(OrderedDictionary<string, GgufValue> metadata, string prefix, RopeScaling? scaling)
    {
        if (scaling is null or { Type: "llama3" })
            return;
        metadata[prefix + "type"] = GgufValue.From(scaling.Type);
        metadata[prefix + "factor"] = GgufValue.From((float)scaling.Factor);
        if (scaling.Type != "yarn")
            return;
        metadata[prefix + "original_context_length"] = GgufValue.From((uint)scaling.OriginalPositions!.Value);
        Add("yarn_attn_factor", scaling.AttentionFactor);
        Add("yarn_beta_fast", scaling.BetaFast);
        Add("yarn_beta_slow", scaling.BetaSlow);

        void Add(string key, double? value)
        {
            if (value is { } number)
                metadata[prefix + key] = GgufValue.From((float)number);
        }
    }

    private static void AddTokenizer(OrderedDictionary<string, GgufValue> metadata, HuggingFaceModel model, TokenizerJson? json, string? pre)
    {
        var vocabulary = VocabularyBuilder.Build(model, json, pre);
        metadata["tokenizer.ggml.model"] = GgufValue.From(vocabulary.Model);
        metadata["tokenizer.ggml.pre"] = GgufValue.From(vocabulary.Pre);
        metadata["tokenizer.ggml.tokens"] = GgufValue.Of(vocabulary.Tokens);
        if (vocabulary.Scores is { } scores)
            metadata["tokenizer.ggml.scores"] = GgufValue.Of(scores);
        metadata["tokenizer.ggml.token_type"] = GgufValue.Of(Array.ConvertAll(vocabulary.Kinds, kind => (int)kind));
        if (vocabulary.Merges is { Length: > 0 } merges)
            metadata["tokenizer.ggml.merges"] = GgufValue.Of(merges);
        var config = model.Tokenizer.TokenizerConfig is { } file ? JsonText.Read(file).Root : null;
        SpecialTokenKeys.AddTo(metadata, model.ConfigJson, config, json);
        if (model.Tokenizer.ChatTemplate is { } template)
            metadata["tokenizer.chat_template"] = GgufValue.From(template);
        if (Architecture(model.Config) != "llama")
            return;
        var prefix = config?["add_prefix_space"]?.ToJsonString();
        if (prefix is "true" or "false")
            metadata["tokenizer.ggml.add_space_prefix"] = GgufValue.From(prefix == "true");
        else if (vocabulary.Model == "llama" && model.Tokenizer.TokenizerModel is null && !json!.PrependsSpace) // llama.cpp's default is a space
            metadata["tokenizer.ggml.add_space_prefix"] = GgufValue.From(false);
        if (model.Config.VocabularySize == 49152) // the size of Granite's and SmolLM's vocabulary, for which the converter says so
            metadata["tokenizer.ggml.add_bos_token"] = GgufValue.From(false);
    }
}
