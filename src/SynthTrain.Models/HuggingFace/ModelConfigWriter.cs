using System.Text.Json.Nodes;

namespace SynthTrain.Models.HuggingFace;

/// <summary>Writes a config as transformers 5 does, for models that were not read from a folder.</summary>
public static class ModelConfigWriter
{
    /// <summary>The object of a <c>config.json</c> that reads as the given config.</summary>
    public static JsonObject ToJson(ModelConfig config)
    {
        var name = config.Architecture.ToString();
        var json = new JsonObject
        {
            ["architectures"] = new JsonArray(name + "ForCausalLM"),
            ["attention_dropout"] = 0.0,
            ["bos_token_id"] = config.BosTokenId,
            ["dtype"] = config.TensorType,
            ["eos_token_id"] = config.EosTokenIds.Count == 1 ? config.EosTokenIds[0] : config.EosTokenIds.Count == 0 ? null : new JsonArray([.. config.EosTokenIds.Select(id => (JsonNode)id)]),
            ["head_dim"] = config.HeadSize,
            ["hidden_act"] = "silu",
            ["hidden_size"] = config.HiddenSize,
            ["initializer_range"] = 0.02,
            ["intermediate_size"] = config.IntermediateSize,
            ["max_position_embeddings"] = config.MaxPositions,
            ["model_type"] = name.ToLowerInvariant(),
            ["num_attention_heads"] = config.HeadCount,
            ["num_hidden_layers"] = config.LayerCount,
            ["num_key_value_heads"] = config.KeyValueHeadCount,
            ["pad_token_id"] = config.PadTokenId,
            ["rms_norm_eps"] = config.NormEpsilon,
            ["rope_parameters"] = Rope(config),
            ["tie_word_embeddings"] = config.TieWordEmbeddings,
            ["use_cache"] = true,
            ["vocab_size"] = config.VocabularySize,
        };
        if (config.Architecture is ModelArchitecture.Llama or ModelArchitecture.Qwen3)
            json["attention_bias"] = config.HasOutputBias;
        if (config.Architecture is ModelArchitecture.Llama)
            json["mlp_bias"] = config.HasMlpBias;
        if (config.Architecture is not ModelArchitecture.Llama)
            json["sliding_window"] = config.SlidingWindow;
        return json;
    }

    private static JsonObject Rope(ModelConfig config)
    {
        var rope = new JsonObject { ["rope_theta"] = config.RopeTheta, ["rope_type"] = config.RopeScaling?.Type ?? "default" };
        if (config.RopeScaling is not { } scaling)
            return rope;
        rope["factor"] = scaling.Factor;
        Add("low_freq_factor", scaling.LowFrequencyFactor);
        Add("high_freq_factor", scaling.HighFrequencyFactor);
        Add("original_max_position_embeddings", scaling.OriginalPositions);
        Add("attention_factor", scaling.AttentionFactor);
        Add("beta_fast", scaling.BetaFast);
        Add("beta_slow", scaling.BetaSlow);
        return rope;

        void Add(string key, JsonNode? value)
        {
            if (value is not null)
                rope[key] = value;
        }
    }
}
