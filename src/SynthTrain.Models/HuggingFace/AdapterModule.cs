using SynthTrain.Models.Safetensors;

namespace SynthTrain.Models.HuggingFace;

/// <summary>The weights of one adapted layer.</summary>
/// <param name="Name">The module in the base model, such as <c>model.layers.0.self_attn.q_proj</c>.</param>
/// <param name="A">[rank, in].</param>
/// <param name="B">[out, rank].</param>
/// <param name="Magnitude">[out], with DoRA.</param>
public sealed record AdapterModule(string Name, SafetensorsTensor A, SafetensorsTensor B, SafetensorsTensor? Magnitude)
{
    /// <summary>The rank.</summary>
    public int Rank => (int)A.Shape[0];

    /// <summary>The name of the base model's weight.</summary>
    public string Weight => Name + ".weight";
}
