using SynthTrain.Models.Gguf;

namespace SynthTrain.Models.Quantization;

/// <summary>One of ggml's storage types: how a row of weights becomes blocks of bytes, and back.</summary>
/// <remarks>
/// The bytes are those of ggml's reference routines (<c>quantize_row_*_ref</c> and, with importances, <c>quantize_row_*_impl</c> in
/// https://github.com/ggml-org/llama.cpp/blob/master/ggml/src/ggml-quants.c), so every float operation keeps their order; sums run over lanes of independent blocks, never within one.
/// Values are finite: <see cref="Quantizer"/> looks before it calls.
/// </remarks>
internal interface IBlockQuantizer
{
    /// <summary>The type in a GGUF file.</summary>
    GgufType Type { get; }

    /// <summary>Values in a block.</summary>
    int BlockSize { get; }

    /// <summary>Bytes of a block.</summary>
    int BlockBytes { get; }

    /// <summary>Writes one row.</summary>
    /// <param name="row">A multiple of <see cref="BlockSize"/> values.</param>
    /// <param name="importance">How much each column matters, as many as there are values; empty for none.</param>
    /// <param name="destination">The row's blocks.</param>
    void Quantize(ReadOnlySpan<float> row, ReadOnlySpan<float> importance, Span<byte> destination);

    /// <summary>Reads blocks.</summary>
    /// <param name="blocks">Whole blocks.</param>
    /// <param name="values">Their values.</param>
    void Dequantize(ReadOnlySpan<byte> blocks, Span<float> values);

    /// <summary>Whether what was stored is finite: weights can be too large for a 16-bit scale.</summary>
    /// <param name="blocks">Whole blocks.</param>
    bool IsSound(ReadOnlySpan<byte> blocks);
}
