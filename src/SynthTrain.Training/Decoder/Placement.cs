namespace SynthTrain.Training.Decoder;

/// <summary>Where a model's weights lie and as what.</summary>
/// <param name="Device">The processor or a GPU.</param>
/// <param name="WeightType">float32, or bfloat16 on a GPU; adapters, norms' arithmetic and losses are float32 in both.</param>
public sealed record Placement(Device Device, ScalarType WeightType)
{
    /// <summary>float32 on the processor.</summary>
    public static Placement Default { get; } = new(CPU, ScalarType.Float32);
}
