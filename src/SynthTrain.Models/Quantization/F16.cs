using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using SynthTrain.Models.Gguf;
using SynthTrain.Models.Safetensors;

namespace SynthTrain.Models.Quantization;

/// <summary>F16: IEEE 754 binary16, rounded to even; what is too large becomes infinite.</summary>
internal sealed class F16 : IBlockQuantizer
{
    public GgufType Type => GgufType.F16;

    public int BlockSize => 1;

    public int BlockBytes => sizeof(ushort);

    public void Quantize(ReadOnlySpan<float> row, ReadOnlySpan<float> importance, Span<byte> destination) => FloatBytes.FloatsToHalf(row, MemoryMarshal.Cast<byte, ushort>(destination));

    public void Dequantize(ReadOnlySpan<byte> blocks, Span<float> values) => FloatBytes.HalfToFloats(MemoryMarshal.Cast<byte, ushort>(blocks), values);

    public bool IsSound(ReadOnlySpan<byte> blocks)
    {
        var halves = MemoryMarshal.Cast<byte, ushort>(blocks);
        var (at, bad, exponent) = (0, Vector256<ushort>.Zero, Vector256.Create((ushort)0x7C00));
        for (; at <= halves.Length - 16; at += 16)
            bad |= Vector256.Equals(Vector256.Create(halves[at..]) & exponent, exponent);
        return bad == Vector256<ushort>.Zero && HalfFloat.AllFinite(blocks[(at * sizeof(ushort))..], 0, sizeof(ushort));
    }
}
