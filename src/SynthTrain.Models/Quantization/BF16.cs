using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using SynthTrain.Models.Gguf;

namespace SynthTrain.Models.Quantization;

/// <summary>BF16: the upper half of a 32-bit float, rounded to even.</summary>
internal sealed class BF16 : IBlockQuantizer
{
    public GgufType Type => GgufType.BF16;

    public int BlockSize => 1;

    public int BlockBytes => sizeof(ushort);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Quantize(ReadOnlySpan<float> row, ReadOnlySpan<float> importance, Span<byte> destination)
    {
        var bits = MemoryMarshal.Cast<float, uint>(row);
        var halves = MemoryMarshal.Cast<byte, ushort>(destination)[..row.Length];
        var at = 0;
        for (; at <= row.Length - 16; at += 16)
            Vector256.Narrow(Round(Vector256.Create(bits[at..])), Round(Vector256.Create(bits[(at + 8)..]))).CopyTo(halves[at..]);
        for (; at < row.Length; at++)
            halves[at] = (ushort)Round(Vector256.Create(bits[at]))[0];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Dequantize(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        var halves = MemoryMarshal.Cast<byte, ushort>(blocks)[..values.Length];
        var at = 0;
        for (; at <= values.Length - 8; at += 8)
            (Vector256.WidenLower(Vector128.Create(halves[at..]).ToVector256()) << 16).AsSingle().CopyTo(values[at..]);
        for (; at < values.Length; at++)
            values[at] = BitConverter.UInt32BitsToSingle((uint)halves[at] << 16);
    }

    public bool IsSound(ReadOnlySpan<byte> blocks)
    {
        foreach (var half in MemoryMarshal.Cast<byte, ushort>(blocks))
        {
            if ((half & 0x7F80) == 0x7F80)
                return false;
        }

        return true;
    }

    private static Vector256<uint> Round(Vector256<uint> bits)
    {
        var rounded = (bits + Vector256.Create(0x7FFFu) + ((bits >> 16) & Vector256<uint>.One)) >> 16;
        var quiet = (bits >> 16) | Vector256.Create(64u);
        var nan = Vector256.GreaterThan(bits & Vector256.Create(0x7FFFFFFFu), Vector256.Create(0x7F800000u));
        return Vector256.ConditionalSelect(nan, quiet, rounded);
    }
}
