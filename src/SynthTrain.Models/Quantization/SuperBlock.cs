using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SynthTrain.Models.Quantization;

/// <summary>What the 256-value types share.</summary>
internal static unsafe class SuperBlock
{
    /// <summary>Values.</summary>
    public const int Size = 256;

    /// <summary>The levels of values by a scale and minimum as they were stored: what is written in the end.</summary>
    /// <param name="x">The values of one block.</param>
    /// <param name="size">How many: 16 or 32.</param>
    /// <param name="stored">The scale, not zero, and what is taken off.</param>
    /// <param name="range">The lowest level, which is stored as 0, and the highest.</param>
    /// <param name="levels">The levels from 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Round(float* x, int size, (float Scale, float Minimum) stored, (int Least, int Most) range, byte* levels)
    {
        var (scale, minimum) = (Vector256.Create(stored.Scale), Vector256.Create(stored.Minimum));
        var (least, most) = (Vector256.Create(range.Least), Vector256.Create(range.Most));
        for (var i = 0; i < size; i += 16)
        {
            var a = Lanes.Nearest((Vector256.Load(x + i) + minimum) / scale);
            var b = Lanes.Nearest((Vector256.Load(x + i + 8) + minimum) / scale);
            a = Vector256.Max(least, Vector256.Min(most, a)) - least;
            b = Vector256.Max(least, Vector256.Min(most, b)) - least;
            var narrow = Vector256.Narrow(a, b);
            Vector128.Narrow(narrow.GetLower(), narrow.GetUpper()).AsByte().Store(levels + i);
        }
    }

    /// <summary>The sum of squares, in the order of the values.</summary>
    public static float SumOfSquares(float* x, int count)
    {
        var sum = 0f;
        for (var i = 0; i < count; i++)
            sum += x[i] * x[i];
        return sum;
    }

    /// <summary>Weights of values with importances: importance · √(mean + x²).</summary>
    /// <param name="mean">The mean square, as the type counts it.</param>
    /// <param name="x">The values, by column.</param>
    /// <param name="weights">The importances by column; the weights in the end.</param>
    /// <param name="size">Values in a block.</param>
    /// <returns>The sum of each block's weights.</returns>
    public static Vector256<float> Weigh(float mean, Vector256<float>* x, Vector256<float>* weights, int size)
    {
        var sum = Vector256<float>.Zero;
        for (var i = 0; i < size; i++)
        {
            weights[i] *= Vector256.Sqrt(Vector256.Create(mean) + (x[i] * x[i]));
            sum += weights[i];
        }

        return sum;
    }

    /// <summary>Packs 2-bit levels: each byte holds one of each of four runs of 32.</summary>
    public static void PackTwoBits(byte* levels, Span<byte> packed)
    {
        for (var half = 0; half < 2; half++, levels += 128)
        {
            var (a, b) = (Vector256.Load(levels) & Vector256.Create((byte)3), Vector256.Load(levels + 32) & Vector256.Create((byte)3));
            var (c, d) = (Vector256.Load(levels + 64) & Vector256.Create((byte)3), Vector256.Load(levels + 96) & Vector256.Create((byte)3));
            (a | Vector256.ShiftLeft(b, 2) | Vector256.ShiftLeft(c, 4) | Vector256.ShiftLeft(d, 6)).CopyTo(packed[(half * 32)..]);
        }
    }
}
