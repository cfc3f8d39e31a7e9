namespace SynthTrain.Models.Gguf;

/// <summary>What a <see cref="GgufWriter"/> takes next.</summary>
public enum GgufWriterState
{
    /// <summary>Metadata, then tensor infos.</summary>
    Metadata,

    /// <summary>Tensor infos; metadata no more.</summary>
    TensorInfos,

    /// <summary>The tensors' bytes, in the order of their infos; the header is written.</summary>
    Data,

    /// <summary>Nothing: the file is complete.</summary>
    Finished,
}
