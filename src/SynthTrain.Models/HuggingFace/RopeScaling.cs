namespace SynthTrain.Models.HuggingFace;

/// <summary>How rotary frequencies are scaled [transformers modeling_rope_utils.py].</summary>
/// <param name="Type"><c>linear</c>, <c>llama3</c> or <c>yarn</c>.</param>
/// <param name="Factor">By how much.</param>
/// <param name="LowFrequencyFactor">llama3: wavelengths above original / this are scaled wholly.</param>
/// <param name="HighFrequencyFactor">llama3: wavelengths below original / this are left.</param>
/// <param name="OriginalPositions">The length that the model was first trained on.</param>
public sealed record RopeScaling(string Type, double Factor, double? LowFrequencyFactor = null, double? HighFrequencyFactor = null, int? OriginalPositions = null)
{
    /// <summary>yarn: what attention scores are multiplied with; <see langword="null"/> = from the factor.</summary>
    public double? AttentionFactor { get; init; }

    /// <summary>yarn: default 32.</summary>
    public double? BetaFast { get; init; }

    /// <summary>yarn: default 1.</summary>
    public double? BetaSlow { get; init; }

    /// <summary>llama3: what each frequency is divided by, for a file whose factors follow from no settings; <see langword="null"/> = computed from the settings.</summary>
    public IReadOnlyList<float>? FrequencyFactors { get; init; }
}
