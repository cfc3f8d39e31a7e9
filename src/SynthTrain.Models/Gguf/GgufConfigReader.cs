using System.Globalization;
using SynthTrain.Models.HuggingFace;

namespace SynthTrain.Models.Gguf;

/// <summary>A decoder's sizes from the metadata of a GGUF file [llama.cpp src/llama-model.cpp: load_hparams; ggml docs/gguf.md].</summary>
internal sealed class GgufConfigReader(GgufReader file)
{
    private static readonly Dictionary<string, ModelArchitecture> s_architectures = new(StringComparer.Ordinal)
    {
        ["llama"] = ModelArchitecture.Llama, ["qwen2"] = ModelArchitecture.Qwen2, ["qwen3"] = ModelArchitecture.Qwen3,
    };

    private readonly string _prefix = $"{file.Metadata.GetValueOrDefault("general.architecture")?.Text}.";

    public ModelConfig Read(IReadOnlyList<int> endTokens)
    {
        var architecture = Architecture();
        RefuseExperts();
        var (hidden, heads) = (Whole("embedding_length"), Whole("attention.head_count"));
        var embedding = file.Find("token_embd.weight") ?? throw Bad(ModelFault.BadTensor, "it has no tensor 'token_embd.weight'");
        var size = Find("attention.key_length") is null ? hidden / heads : Whole("attention.key_length");
        RefuseOddHeads(size);
        var config = new ModelConfig
        {
            Architecture = architecture,
            HiddenSize = hidden,
            IntermediateSize = Whole("feed_forward_length"),
            LayerCount = Whole("block_count"),
            HeadCount = heads,
            KeyValueHeadCount = Find("attention.head_count_kv") is null ? heads : Whole("attention.head_count_kv"),
            HeadSize = size,
            VocabularySize = checked((int)embedding.Rows),
            MaxPositions = Whole("context_length"),
            NormEpsilon = Number("attention.layer_norm_rms_epsilon") ?? throw Missing("attention.layer_norm_rms_epsilon"),
            RopeTheta = Number("rope.freq_base") ?? 10000,
            TieWordEmbeddings = file.Find("output.weight") is null,
            HasQkvBias = file.Find("blk.0.attn_q.bias") is not null,
            HasOutputBias = file.Find("blk.0.attn_output.bias") is not null,
            HasMlpBias = file.Find("blk.0.ffn_gate.bias") is not null,
            BosTokenId = GgufEndTokens.Id(file, "bos"),
            EosTokenIds = new([.. endTokens]),
            PadTokenId = GgufEndTokens.Id(file, "padding"),
        };
        if (config.HeadCount % config.KeyValueHeadCount != 0)
            throw Bad(ModelFault.Damaged, $"'{_prefix}attention.head_count_kv' is '{config.KeyValueHeadCount}', which does not divide the {config.HeadCount} heads");
        return config with { RopeScaling = Scaling(config) };
    }

    private ModelArchitecture Architecture() => s_architectures.TryGetValue(_prefix[..^1], out var architecture) ? architecture
        : throw Bad(ModelFault.UnsupportedModel, $"its architecture '{_prefix[..^1]}' is not known here; known are {string.Join(", ", s_architectures.Keys)}");

    private void RefuseExperts()
    {
        if (Find("expert_count")?.Integer is > 0 and var experts)
            throw Bad(ModelFault.UnsupportedModel, $"it has '{experts}' experts; only models without experts are known here");
    }

    private void RefuseOddHeads(int size)
    {
        foreach (var key in new[] { "attention.value_length", "rope.dimension_count" })
        {
            if (Find(key) is not null && Whole(key) != size)
                throw Bad(ModelFault.UnsupportedModel, $"'{_prefix}{key}' is '{Whole(key)}' where heads have {size}; only equal sizes are known here");
        }
    }

    private RopeScaling? Scaling(ModelConfig config)
    {
        if (file.Find("rope_freqs.weight") is { } factors)
        {
            var values = GgufFloats.Read(file, factors);
            return values.Length == config.HeadSize / 2 ? RopeRecovery.Of(values, config)
                : throw Bad(ModelFault.BadTensor, $"'rope_freqs.weight' has '{values.Length}' factors where heads of {config.HeadSize} need {config.HeadSize / 2}");
        }

        var type = Find("rope.scaling.type")?.Text ?? (Find("rope.scale_linear") is null ? "none" : "linear");
        var factor = Number("rope.scaling.factor") ?? Number("rope.scale_linear") ?? 1;
        return type switch
        {
            "none" => null,
            "linear" => factor == 1 ? null : new(type, factor),
            "yarn" => new(type, factor, OriginalPositions: Find("rope.scaling.original_context_length") is null ? config.MaxPositions : Whole("rope.scaling.original_context_length"))
            {
                AttentionFactor = Number("rope.scaling.yarn_attn_factor"),
                BetaFast = Number("rope.scaling.yarn_beta_fast"),
                BetaSlow = Number("rope.scaling.yarn_beta_slow"),
            },
            _ => throw Bad(ModelFault.UnsupportedModel, $"'{_prefix}rope.scaling.type' is '{type}'; known are none, linear, yarn and the factors of llama3"),
        };
    }

    private GgufValue? Find(string key) => file.Metadata.GetValueOrDefault(_prefix + key);

    private int Whole(string key) => (Find(key) ?? throw Missing(key)).Integer is >= 1 and <= int.MaxValue and var number ? (int)number
        : throw Bad(ModelFault.Damaged, $"'{_prefix}{key}' is '{Find(key)}'; it must be a whole number from 1 on");

    /// <summary>Single precision read as the decimal number that was meant: 1e-5, not 9.99999974e-6.</summary>
    private double? Number(string key) => Find(key)?.Value is float single ? double.Parse(single.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : Find(key)?.Number;

    private ModelException Missing(string key) => Bad(ModelFault.Damaged, $"it has no '{_prefix}{key}'");

    private ModelException Bad(ModelFault fault, string what) => new(fault, $"'{file.Name}' cannot be opened as a model: {what}", file.Name);
}
