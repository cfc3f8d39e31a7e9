using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SynthTrain.Models.Quantization;

/// <summary>The 32-value types with importances: eight blocks of a row at a time.</summary>
internal static unsafe class WeightedBlocks
{
    /// <summary>Takes a block that was found: its number, scale, minimum, and levels.</summary>
    public delegate void Store(int block, float scale, float minimum, Vector256<byte> levels, Span<byte> destination);

    /// <summary>Finds eight blocks' levels, scales, and minimums.</summary>
    private delegate (Vector256<float> Scale, Vector256<float> Minimum) Search(Vector256<float>* columns, Vector256<float>* weights, byte* levels);

    /// <summary>Types without a minimum.</summary>
    public static void Symmetric(int half, ReadOnlySpan<float> row, ReadOnlySpan<float> importance, Span<byte> destination, Store store) => Run(row, importance, destination, store, (columns, weights, levels) =>
    {
        var fit = SymmetricSearch.Run(half, columns, weights, Block32.Size);
        for (var i = 0; i < Block32.Size; i++)
            Scatter(fit.Levels(columns[i], half), levels + i);
        return (fit.Scale, Vector256<float>.Zero);
    });

    /// <summary>Types with a minimum.</summary>
    public static void Affine(int most, ReadOnlySpan<float> row, ReadOnlySpan<float> importance, Span<byte> destination, Store store) => Run(row, importance, destination, store, (columns, weights, levels) =>
    {
        var fit = new AffineSearch(most, -0.9f, 0.05f, 36, Absolute: false).Run(columns, weights, Block32.Size);
        for (var i = 0; i < Block32.Size; i++)
            Scatter(fit.Levels(columns[i], most), levels + i);
        return (fit.Scale, -fit.Minimum);
    });

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run(ReadOnlySpan<float> row, ReadOnlySpan<float> importance, Span<byte> destination, Store store, Search search)
    {
        var columns = stackalloc Vector256<float>[Block32.Size];
        var weights = stackalloc Vector256<float>[Block32.Size];
        var levels = stackalloc byte[Block32.Size * Lanes.Count];
        fixed (float* x = row, w = importance)
        {
            var mean = SuperBlock.SumOfSquares(x, row.Length) / row.Length;
            for (var at = 0; at < row.Length; at += Block32.Size * Lanes.Count)
            {
                var blocks = Math.Min(Lanes.Count, (row.Length - at) / Block32.Size);
                Lanes.Gather(x + at, Block32.Size, blocks, columns);
                Lanes.Gather(w + at, Block32.Size, blocks, weights);
                SuperBlock.Weigh(mean, columns, weights, Block32.Size);
                var (scale, minimum) = search(columns, weights, levels);
                for (var lane = 0; lane < blocks; lane++)
                    store((at / Block32.Size) + lane, scale[lane], minimum[lane], Vector256.Load(levels + (lane * Block32.Size)), destination);
            }
        }
    }

    private static void Scatter(Vector256<int> column, byte* levels)
    {
        for (var lane = 0; lane < Lanes.Count; lane++)
            levels[lane * Block32.Size] = (byte)column[lane];
    }
}
