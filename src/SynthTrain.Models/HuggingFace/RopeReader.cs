namespace SynthTrain.Models.HuggingFace;

/// <summary>Reads rotary settings from <c>rope_parameters</c>, or from the older <c>rope_theta</c> and <c>rope_scaling</c> [transformers modeling_rope_utils.py].</summary>
internal static class RopeReader
{
    public static (double Theta, RopeScaling? Scaling) Read(JsonFields fields, int maxPositions)
    {
        var key = fields.Has("rope_parameters") ? "rope_parameters" : "rope_scaling";
        var inner = fields.Object(key);
        var theta = inner?.NumberOrNull("rope_theta") ?? fields.Number("rope_theta", 10000);
        return (theta, inner is null ? null : Scaling(fields, inner, key, maxPositions));
    }

    private static RopeScaling? Scaling(JsonFields fields, JsonFields inner, string key, int maxPositions)
    {
        if (inner.NumberOrNull("partial_rotary_factor") is { } part and not 1)
            throw fields.Unsupported(key, $"a 'partial_rotary_factor' of 1, not {part}");
        var type = inner.Text("rope_type") ?? inner.Text("type") ?? "default";
        var original = inner.IntOrNull("original_max_position_embeddings") ?? fields.IntOrNull("original_max_position_embeddings");
        return type switch
        {
            "default" => null,
            "linear" => new(type, inner.Number("factor")),
            "llama3" => new(type, inner.Number("factor"), inner.Number("low_freq_factor"), inner.Number("high_freq_factor"), original ?? maxPositions),
            "yarn" => new(type, inner.Number("factor"), OriginalPositions: original ?? maxPositions)
            {
                AttentionFactor = inner.NumberOrNull("attention_factor"),
                BetaFast = inner.NumberOrNull("beta_fast"),
                BetaSlow = inner.NumberOrNull("beta_slow"),
            },
            _ => throw fields.Unsupported(key, "the rope type default, linear, llama3 or yarn"),
        };
    }
}
