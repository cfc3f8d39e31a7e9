using System.Runtime.InteropServices;
using SynthTrain.Models.Gguf;
using SynthTrain.Models.Safetensors;

namespace SynthTrain.Models.Quantization;

/// <summary>BF16: the upper half of a 32-bit float, rounded to even.</summary>
internal sealed class BF16 : IBlockQuantizer
{
    public GgufType Type => GgufType.BF16;

    public int BlockSize => 1;

    public int BlockBytes => sizeof(ushort);

    public void Quantize(ReadOnlySpan<float> row, ReadOnlySpan<float> importance, Span<byte> destination) => FloatBytes.FloatsToBrain(row, MemoryMarshal.Cast<byte, ushort>(destination));

    public void Dequantize(ReadOnlySpan<byte> blocks, Span<float> values) => FloatBytes.BrainToFloats(MemoryMarshal.Cast<byte, ushort>(blocks), values);

    public bool IsSound(ReadOnlySpan<byte> blocks)
    {
        foreach (var half in MemoryMarshal.Cast<byte, ushort>(blocks))
        {
            if ((half & 0x7F80) == 0x7F80)
                return false;
        }

        return true;
    }
}
