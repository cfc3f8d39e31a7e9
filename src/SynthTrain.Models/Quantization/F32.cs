using System.Runtime.InteropServices;
using SynthTrain.Models.Gguf;

namespace SynthTrain.Models.Quantization;

/// <summary>F32: values as they are.</summary>
internal sealed class F32 : IBlockQuantizer
{
    public GgufType Type => GgufType.F32;

    public int BlockSize => 1;

    public int BlockBytes => sizeof(float);

    public void Quantize(ReadOnlySpan<float> row, ReadOnlySpan<float> importance, Span<byte> destination) => MemoryMarshal.AsBytes(row).CopyTo(destination);

    public void Dequantize(ReadOnlySpan<byte> blocks, Span<float> values) => blocks[..(values.Length * sizeof(float))].CopyTo(MemoryMarshal.AsBytes(values));

    public bool IsSound(ReadOnlySpan<byte> blocks) => true;
}
