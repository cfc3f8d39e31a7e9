namespace SynthTrain.Models.HuggingFace;

/// <summary>The names and shapes of a decoder's weights [transformers models/llama/modeling_llama.py and the three others].</summary>
public static class ModelTensors
{
    /// <summary>Every tensor that a folder must hold, shapes in torch's order.</summary>
    public static OrderedDictionary<string, long[]> Expected(ModelConfig config)
    {
        var tensors = new OrderedDictionary<string, long[]>(StringComparer.Ordinal) { ["model.embed_tokens.weight"] = [config.VocabularySize, config.HiddenSize] };
        for (var layer = 0; layer < config.LayerCount; layer++)
            AddLayer(tensors, config, $"model.layers.{layer}.");
        tensors["model.norm.weight"] = [config.HiddenSize];
        if (!config.TieWordEmbeddings)
            tensors["lm_head.weight"] = [config.VocabularySize, config.HiddenSize];
        return tensors;
    }

    /// <summary>Whether a tensor may be there although nothing uses it: a tied output that was stored nevertheless, and the frequencies that old versions stored.</summary>
    public static bool IsIgnored(string name) => name == "lm_head.weight" || name.EndsWith(".rotary_emb.inv_freq", StringComparison.Ordinal);

    private static void AddLayer(OrderedDictionary<string, long[]> tensors, ModelConfig config, string layer)
    {
        long hidden = config.HiddenSize, queries = (long)config.HeadCount * config.HeadSize, keys = (long)config.KeyValueHeadCount * config.HeadSize;
        tensors[layer + "input_layernorm.weight"] = [hidden];
        AddLinear(tensors, layer + "self_attn.q_proj", queries, hidden, config.HasQkvBias);
        AddLinear(tensors, layer + "self_attn.k_proj", keys, hidden, config.HasQkvBias);
        AddLinear(tensors, layer + "self_attn.v_proj", keys, hidden, config.HasQkvBias);
        AddLinear(tensors, layer + "self_attn.o_proj", hidden, queries, config.HasOutputBias);
        if (config.HasQkNorm)
        {
            tensors[layer + "self_attn.q_norm.weight"] = [config.HeadSize];
            tensors[layer + "self_attn.k_norm.weight"] = [config.HeadSize];
        }

        tensors[layer + "post_attention_layernorm.weight"] = [hidden];
        AddLinear(tensors, layer + "mlp.gate_proj", config.IntermediateSize, hidden, config.HasMlpBias);
        AddLinear(tensors, layer + "mlp.up_proj", config.IntermediateSize, hidden, config.HasMlpBias);
        AddLinear(tensors, layer + "mlp.down_proj", hidden, config.IntermediateSize, config.HasMlpBias);
    }

    private static void AddLinear(OrderedDictionary<string, long[]> tensors, string name, long rows, long columns, bool bias)
    {
        tensors[name + ".weight"] = [rows, columns];
        if (bias)
            tensors[name + ".bias"] = [rows];
    }
}
