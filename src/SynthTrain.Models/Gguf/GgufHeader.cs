namespace SynthTrain.Models.Gguf;

/// <summary>What stands before a file's data section.</summary>
/// <param name="Metadata">In file order.</param>
/// <param name="Tensors">In file order.</param>
/// <param name="Alignment">What tensor offsets are a multiple of.</param>
/// <param name="DataStart">The byte at which the data section starts.</param>
internal sealed record GgufHeader(OrderedDictionary<string, GgufValue> Metadata, List<GgufTensorInfo> Tensors, int Alignment, long DataStart);
