using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SynthTrain.Models.HuggingFace;

/// <summary>Reads and writes <c>adapter_config.json</c>.</summary>
internal static class AdapterConfigFile
{
    /// <summary>Settings that change what an adapter computes and are not known here.</summary>
    private static readonly string[] s_unsupported =
        ["fan_in_fan_out", "lora_bias", "use_qalora", "use_bdlora", "modules_to_save", "trainable_token_indices", "target_parameters", "layer_replication", "alora_invocation_tokens", "arrow_config", "kasa_config", "velora_config", "monteclora_config"];

    public static AdapterConfig Read(JsonText text)
    {
        var fields = new JsonFields(text, text.Root);
        if (fields.Text("peft_type") is not "LORA")
            throw fields.Unsupported("peft_type", "'LORA'");
        if ((fields.Text("bias") ?? "none") != "none")
            throw fields.Unsupported("bias", "'none'");
        foreach (var key in s_unsupported.Where(key => text.Root[key] is { } value && value.ToJsonString() is not ("false" or "[]" or "{}")))
            throw fields.Unsupported(key, "null or false");
        var listed = text.Root["target_modules"] is JsonArray or null;
        var config = new AdapterConfig
        {
            Rank = fields.Int("r", 8, 1),
            Alpha = fields.Number("lora_alpha", 8),
            Dropout = fields.Number("lora_dropout", 0),
            TargetModules = listed ? fields.Texts("target_modules") ?? [] : [],
            TargetPattern = listed ? null : fields.Text("target_modules"),
            UseRslora = fields.Bool("use_rslora", false),
            UseDora = fields.Bool("use_dora", false),
            InitLoraWeights = text.Root["init_lora_weights"]?.ToString() ?? "true",
            RankPattern = Pattern(fields, "rank_pattern", (inner, key) => inner.Int(key, least: 1)),
            AlphaPattern = Pattern(fields, "alpha_pattern", (inner, key) => inner.Number(key)),
            BaseModel = fields.Text("base_model_name_or_path"),
            Json = text.Root,
        };
        return config;
    }

    public static JsonObject ToJson(AdapterConfig config)
    {
        var json = (JsonObject)config.Json.DeepClone();
        Set("base_model_name_or_path", config.BaseModel);
        Set("bias", config.Bias);
        Set("init_lora_weights", bool.TryParse(config.InitLoraWeights, out var truth) ? truth : config.InitLoraWeights);
        Set("lora_alpha", Whole(config.Alpha));
        Set("lora_dropout", config.Dropout);
        Set("peft_type", "LORA");
        Set("r", config.Rank);
        Set("target_modules", config.TargetPattern is { } pattern ? pattern : new JsonArray([.. config.TargetModules.Select(name => (JsonNode)name)]));
        Set("use_dora", config.UseDora);
        Set("use_rslora", config.UseRslora);
        Set("rank_pattern", new JsonObject(config.RankPattern.Select(item => KeyValuePair.Create(item.Key, (JsonNode?)item.Value))));
        Set("alpha_pattern", new JsonObject(config.AlphaPattern.Select(item => KeyValuePair.Create(item.Key, (JsonNode?)Whole(item.Value)))));
        json.TryAdd("task_type", "CAUSAL_LM");
        json.TryAdd("inference_mode", true);
        json.TryAdd("fan_in_fan_out", false);
        return json;

        void Set(string key, JsonNode? value)
        {
            if (!JsonNode.DeepEquals(json[key], value))
                json[key] = value;
        }
    }

    /// <summary>The value of the first pattern that the module's name ends with, from a dot on or wholly [PEFT get_pattern_key].</summary>
    public static T Match<T>(IReadOnlyDictionary<string, T> patterns, string module, T otherwise)
    {
        foreach (var (pattern, value) in patterns)
        {
            if (Expression(pattern).IsMatch(module))
                return value;
        }

        return otherwise;
    }

    private static Dictionary<string, T> Pattern<T>(JsonFields fields, string key, Func<JsonFields, string, T> read)
    {
        var inner = fields.Object(key);
        var patterns = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var pattern in inner?.Keys ?? [])
        {
            if (pattern.Contains('{', StringComparison.Ordinal))
                throw inner!.Error(ModelFault.UnsupportedModel, pattern, $"the pattern '{pattern}' of '{key}' counts repetitions with '{{', which is not supported");
            try
            {
                _ = Expression(pattern);
            }
            catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
            {
                throw inner!.Error(ModelFault.UnsupportedModel, pattern, $"the pattern '{pattern}' of '{key}' is not a regular expression that can be matched in linear time: {exception.Message}");
            }

            patterns[pattern] = read(inner!, pattern);
        }

        return patterns;
    }

    private static Regex Expression(string pattern) => new($@"\A(.*\.)?({pattern})\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    private static JsonNode Whole(double number) => number == Math.Floor(number) && Math.Abs(number) < int.MaxValue ? (int)number : number;
}
