namespace SynthTrain.Models.Gguf;

/// <summary>How a Hugging Face folder becomes a GGUF file.</summary>
public sealed record GgufConversionOptions
{
    /// <summary>F32, F16 (default), BF16 or Q8_0; norms and other one-dimensional tensors stay F32.</summary>
    public GgufFileType Type { get; init; } = GgufFileType.F16;

    /// <summary>What <c>general.name</c> says; default the folder's name in title case, as llama.cpp's converter makes it.</summary>
    public string? Name { get; init; }

    /// <summary>Writes a model with an active sliding window nevertheless, with a warning; default is <see cref="ModelFault.ExportDiffers"/>.</summary>
    public bool AllowSlidingWindow { get; init; }

    /// <summary>What <c>tokenizer.ggml.pre</c> says when the split rule is not known here; default is chosen by the rule.</summary>
    public string? PreTokenizer { get; init; }

    /// <summary>Hears of every tensor that was written, in file order.</summary>
    public Action<WrittenTensor>? Progress { get; init; }
}
