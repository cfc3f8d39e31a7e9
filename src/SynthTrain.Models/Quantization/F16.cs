using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using SynthTrain.Models.Gguf;

namespace SynthTrain.Models.Quantization;

/// <summary>F16: IEEE 754 binary16, rounded to even; what is too large becomes infinite.</summary>
internal sealed class F16 : IBlockQuantizer
{
    public GgufType Type => GgufType.F16;

    public int BlockSize => 1;

    public int BlockBytes => sizeof(ushort);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Quantize(ReadOnlySpan<float> row, ReadOnlySpan<float> importance, Span<byte> destination)
    {
        var halves = MemoryMarshal.Cast<byte, ushort>(destination)[..row.Length];
        var at = 0;
        for (; at <= row.Length - 16; at += 16)
            Vector256.Narrow(Narrow(Vector256.Create(row[at..])), Narrow(Vector256.Create(row[(at + 8)..]))).CopyTo(halves[at..]);
        for (; at < row.Length; at++)
            halves[at] = BitConverter.HalfToUInt16Bits((Half)row[at]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Dequantize(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        var halves = MemoryMarshal.Cast<byte, ushort>(blocks)[..values.Length];
        var at = 0;
        for (; at <= values.Length - 8; at += 8)
            Widen(Vector256.WidenLower(Vector128.Create(halves[at..]).ToVector256())).CopyTo(values[at..]);
        for (; at < values.Length; at++)
            values[at] = (float)BitConverter.UInt16BitsToHalf(halves[at]);
    }

    public bool IsSound(ReadOnlySpan<byte> blocks)
    {
        var halves = MemoryMarshal.Cast<byte, ushort>(blocks);
        var (at, bad, exponent) = (0, Vector256<ushort>.Zero, Vector256.Create((ushort)0x7C00));
        for (; at <= halves.Length - 16; at += 16)
            bad |= Vector256.Equals(Vector256.Create(halves[at..]) & exponent, exponent);
        return bad == Vector256<ushort>.Zero && HalfFloat.AllFinite(blocks[(at * sizeof(ushort))..], 0, sizeof(ushort));
    }

    /// <summary>Adds a number so large that the last bit which is left is the half's last: the sum rounds as the half does, subnormals too.</summary>
    private static Vector256<uint> Narrow(Vector256<float> values)
    {
        var bits = values.AsUInt32();
        var magnitude = bits & Vector256.Create(0x7FFFFFFFu);
        var exponent = Vector256.Max(magnitude & Vector256.Create(0x7F800000u), Vector256.Create(0x38800000u));
        var anchor = exponent + Vector256.Create(13u << 23);
        var mantissa = (magnitude.AsSingle() + anchor.AsSingle()).AsUInt32() - anchor;
        var half = ((exponent - Vector256.Create(0x38800000u)) >> 13) + mantissa;
        half = Vector256.ConditionalSelect(Vector256.GreaterThanOrEqual(magnitude, Vector256.Create(0x47800000u)), Vector256.Create(0x7C00u), half);
        half = Vector256.ConditionalSelect(Vector256.GreaterThan(magnitude, Vector256.Create(0x7F800000u)), Vector256.Create(0x7E00u), half);
        return half | ((bits >> 16) & Vector256.Create(0x8000u));
    }

    private static Vector256<float> Widen(Vector256<uint> halves)
    {
        var magnitude = halves & Vector256.Create(0x7FFFu);
        var normal = (magnitude << 13) + Vector256.Create(112u << 23);
        var special = Vector256.GreaterThanOrEqual(magnitude, Vector256.Create(0x7C00u));
        normal |= special & Vector256.Create(0x7F800000u);
        var half = Vector256.Create(0.5f);
        var subnormal = ((magnitude | half.AsUInt32()).AsSingle() - half).AsUInt32();
        var value = Vector256.ConditionalSelect(Vector256.LessThan(magnitude, Vector256.Create(0x0400u)), subnormal, normal);
        return (value | ((halves & Vector256.Create(0x8000u)) << 16)).AsSingle();
    }
}
