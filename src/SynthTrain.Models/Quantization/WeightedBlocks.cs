using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SynthTrain.Models.Quantization;

/// <summary>The 32-value types with importances: eight blocks of a row at a time.</summary>
internal static unsafe class WeightedBlocks
{
    /// <summary>Takes a block that was found: its number, scale, minimum, and levels.</summary>
    public delegate void Store(int block, float scale, float minimum, Vector256<byte> levels, Span<byte> destination);

    /// <summary>Types without a minimum.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Symmetric(int half, ReadOnlySpan<float> row, ReadOnlySpan<float> importance, Span<byte> destination, Store store)
    {
        var columns = stackalloc Vector256<float>[Block32.Size];
        var weights = stackalloc Vector256<float>[Block32.Size];
        var levels = stackalloc byte[Block32.Size * Lanes.Count];
        fixed (float* x = row, w = importance)
        {
            var mean = SuperBlock.SumOfSquares(x, row.Length) / row.Length;
            for (var at = 0; at < row.Length; at += Block32.Size * Lanes.Count)
            {
                var blocks = Load(x + at, w + at, row.Length - at, columns, weights);
                SuperBlock.Weigh(mean, columns, weights, Block32.Size);
                var fit = SymmetricSearch.Run(half, columns, weights, Block32.Size);
                for (var i = 0; i < Block32.Size; i++)
                    Scatter(fit.Levels(columns[i], half), levels + i);
                for (var lane = 0; lane < blocks; lane++)
                    store((at / Block32.Size) + lane, fit.Scale[lane], 0, Vector256.Load(levels + (lane * Block32.Size)), destination);
            }
        }
    }

    /// <summary>Types with a minimum.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Affine(int most, ReadOnlySpan<float> row, ReadOnlySpan<float> importance, Span<byte> destination, Store store)
    {
        var columns = stackalloc Vector256<float>[Block32.Size];
        var weights = stackalloc Vector256<float>[Block32.Size];
        var levels = stackalloc byte[Block32.Size * Lanes.Count];
        var search = new AffineSearch(most, -0.9f, 0.05f, 36, Absolute: false);
        fixed (float* x = row, w = importance)
        {
            var mean = SuperBlock.SumOfSquares(x, row.Length) / row.Length;
            for (var at = 0; at < row.Length; at += Block32.Size * Lanes.Count)
            {
                var blocks = Load(x + at, w + at, row.Length - at, columns, weights);
                SuperBlock.Weigh(mean, columns, weights, Block32.Size);
                var fit = search.Run(columns, weights, Block32.Size);
                for (var i = 0; i < Block32.Size; i++)
                    Scatter(fit.Levels(columns[i], most), levels + i);
                for (var lane = 0; lane < blocks; lane++)
                    store((at / Block32.Size) + lane, fit.Scale[lane], -fit.Minimum[lane], Vector256.Load(levels + (lane * Block32.Size)), destination);
            }
        }
    }

    private static int Load(float* x, float* importance, int left, Vector256<float>* columns, Vector256<float>* weights)
    {
        var blocks = Math.Min(Lanes.Count, left / Block32.Size);
        Lanes.Gather(x, Block32.Size, blocks, columns);
        Lanes.Gather(importance, Block32.Size, blocks, weights);
        return blocks;
    }

    private static void Scatter(Vector256<int> column, byte* levels)
    {
        for (var lane = 0; lane < Lanes.Count; lane++)
            levels[lane * Block32.Size] = (byte)column[lane];
    }
}
