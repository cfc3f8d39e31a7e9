using SynthTrain.Models.Gguf;

namespace SynthTrain.Models.Quantization;

/// <summary>What a quantization is made of.</summary>
/// <param name="FileType">The mixture.</param>
public sealed record GgufQuantizerOptions(GgufFileType FileType)
{
    /// <summary>How much columns matter; <see langword="null"/> weighs them by size alone.</summary>
    public ImportanceMatrix? Importance { get; init; }

    /// <summary>Threads that quantize; the result is the same for any number. Default: one for each processor.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Hears of every tensor that was written, in file order and from any thread.</summary>
    public Action<QuantizedTensor>? Progress { get; init; }
}
