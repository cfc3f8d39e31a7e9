using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SynthTrain.Models.Quantization;

/// <summary>What the 32-value types share.</summary>
internal static unsafe class Block32
{
    /// <summary>Values.</summary>
    public const int Size = 32;

    /// <summary>The first of the values of greatest size; plain zero where all are zero.</summary>
    public static float Largest(float* x)
    {
        var (a, b, c, d) = (Vector256.Abs(Vector256.Load(x)), Vector256.Abs(Vector256.Load(x + 8)), Vector256.Abs(Vector256.Load(x + 16)), Vector256.Abs(Vector256.Load(x + 24)));
        var magnitude = Highest(Vector256.Max(Vector256.Max(a, b), Vector256.Max(c, d)));
        return magnitude == 0 ? 0 : x[FirstEqual(a, b, c, d, magnitude)];
    }

    /// <summary>The greatest size.</summary>
    public static float Magnitude(float* x) => Highest(Vector256.Max(
        Vector256.Max(Vector256.Abs(Vector256.Load(x)), Vector256.Abs(Vector256.Load(x + 8))),
        Vector256.Max(Vector256.Abs(Vector256.Load(x + 16)), Vector256.Abs(Vector256.Load(x + 24)))));

    /// <summary>The first of the lowest and the first of the highest values: of a zero and a negative zero the first counts.</summary>
    public static (float Lowest, float Highest) Range(float* x)
    {
        var (a, b, c, d) = (Vector256.Load(x), Vector256.Load(x + 8), Vector256.Load(x + 16), Vector256.Load(x + 24));
        var low = -Highest(-Vector256.Min(Vector256.Min(a, b), Vector256.Min(c, d)));
        var high = Highest(Vector256.Max(Vector256.Max(a, b), Vector256.Max(c, d)));
        return (low == 0 ? x[FirstEqual(a, b, c, d, low)] : low, high == 0 ? x[FirstEqual(a, b, c, d, high)] : high);
    }

    /// <summary>The integer parts of <c>(x − off) · factor + half</c>, as bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Truncate(float* x, float off, float factor, float half)
    {
        var (o, f, h) = (Vector256.Create(off), Vector256.Create(factor), Vector256.Create(half));
        return Lanes.Bytes(
            Vector256.ConvertToInt32Native(((Vector256.Load(x) - o) * f) + h),
            Vector256.ConvertToInt32Native(((Vector256.Load(x + 8) - o) * f) + h),
            Vector256.ConvertToInt32Native(((Vector256.Load(x + 16) - o) * f) + h),
            Vector256.ConvertToInt32Native(((Vector256.Load(x + 24) - o) * f) + h));
    }

    /// <summary>Writes the lower four bits: value <c>i</c> and value <c>i + 16</c> share a byte.</summary>
    public static void PackNibbles(Vector256<byte> levels, Span<byte> destination)
    {
        var low = levels & Vector256.Create((byte)0xF);
        (low.GetLower() | Vector128.ShiftLeft(low.GetUpper(), 4)).CopyTo(destination);
    }

    /// <summary>Writes the fifth bits: one for each value, in four bytes.</summary>
    public static void PackFifths(Vector256<byte> levels, Span<byte> destination) =>
        BinaryPrimitives.WriteUInt32LittleEndian(destination, Vector256.ExtractMostSignificantBits(Vector256.ShiftLeft(levels, 3)));

    /// <summary>The level of one value.</summary>
    public static int Level(ReadOnlySpan<byte> nibbles, uint fifths, int i) => ((nibbles[i % 16] >> (i / 16 * 4)) & 0xF) | (int)(((fifths >> i) & 1) << 4);

    private static int FirstEqual(Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d, float value)
    {
        var wanted = Vector256.Create(value);
        var mask = Vector256.ExtractMostSignificantBits(Vector256.Equals(a, wanted)) | (Vector256.ExtractMostSignificantBits(Vector256.Equals(b, wanted)) << 8)
            | (Vector256.ExtractMostSignificantBits(Vector256.Equals(c, wanted)) << 16) | (Vector256.ExtractMostSignificantBits(Vector256.Equals(d, wanted)) << 24);
        return BitOperations.TrailingZeroCount(mask);
    }

    private static float Highest(Vector256<float> values)
    {
        var four = Vector128.Max(values.GetLower(), values.GetUpper());
        var two = Vector128.Max(four, Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1)));
        return Vector128.Max(two, Vector128.Shuffle(two, Vector128.Create(1, 0, 3, 2)))[0];
    }
}
