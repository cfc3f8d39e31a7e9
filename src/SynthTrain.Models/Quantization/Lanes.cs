using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SynthTrain.Models.Quantization;

/// <summary>Eight blocks side by side, one in each lane of a vector, so that sums over a block keep their order.</summary>
internal static unsafe class Lanes
{
    /// <summary>Blocks searched together.</summary>
    public const int Count = 8;

    /// <summary>Below this a block is all zeros (ggml's GROUP_MAX_EPS).</summary>
    public const float Tiny = 1e-15f;

    private const float Magic = 12582912f;

    /// <summary>Turns rows into columns: lane <c>j</c> of vector <c>i</c> is value <c>i</c> of block <c>j</c>.</summary>
    /// <param name="blocks">The blocks, one after the other.</param>
    /// <param name="size">Values in a block.</param>
    /// <param name="count">Blocks there are; lanes beyond are zero.</param>
    /// <param name="columns">The result: as many as a block has values.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gather(float* blocks, int size, int count, Vector256<float>* columns)
    {
        var to = (float*)columns;
        if (count < Count)
            new Span<float>(to, size * Count).Clear();
        for (var lane = 0; lane < count; lane++)
        {
            var from = blocks + (lane * size);
            for (var i = 0; i < size; i++)
                to[(i * Count) + lane] = from[i];
        }
    }

    /// <summary>The nearest integer, halves to even, as ggml gets it from the bits of a sum; also where that is nonsense.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Nearest(Vector256<float> value) =>
        ((value + Vector256.Create(Magic)).AsInt32() & Vector256.Create(0x007fffff)) - Vector256.Create(0x00400000);

    /// <summary>The same of one value.</summary>
    public static int Nearest(float value) => (BitConverter.SingleToInt32Bits(value + Magic) & 0x007fffff) - 0x00400000;

    /// <summary>The nearest integer within a range, as a float.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Nearest(Vector256<float> value, Vector256<int> least, Vector256<int> most) =>
        Vector256.ConvertToSingle(Vector256.Max(least, Vector256.Min(most, Nearest(value))));

    /// <summary>32 small integers as bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Bytes(Vector256<int> a, Vector256<int> b, Vector256<int> c, Vector256<int> d) =>
        Vector256.Narrow(Vector256.Narrow(a, b), Vector256.Narrow(c, d)).AsByte();
}
