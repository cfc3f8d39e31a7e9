using SynthTrain.Models.Gguf;

namespace SynthTrain.Models.Quantization;

/// <summary>One tensor that was written.</summary>
/// <param name="Name">Its name.</param>
/// <param name="From">The type it had.</param>
/// <param name="To">The type it has.</param>
/// <param name="Number">From 1.</param>
/// <param name="Count">Tensors of the file.</param>
/// <param name="HasImportance">Whether it was weighed by importances.</param>
public sealed record QuantizedTensor(string Name, GgufType From, GgufType To, int Number, int Count, bool HasImportance);
