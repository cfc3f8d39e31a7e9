namespace SynthTrain.Models.Gguf;

/// <summary>What a conversion wrote.</summary>
/// <param name="Tensors">The tensors, in file order.</param>
/// <param name="Parameters">How many values they hold.</param>
/// <param name="Warnings">What the file does otherwise than the model.</param>
public sealed record GgufConversion(IReadOnlyList<GgufTensorInfo> Tensors, long Parameters, IReadOnlyList<GgufWarning> Warnings);
