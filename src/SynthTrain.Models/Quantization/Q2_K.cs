using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using SynthTrain.Models.Gguf;

namespace SynthTrain.Models.Quantization;

/// <summary>Q2_K: 256 values in 84 bytes: sixteen blocks' 4-bit scale and minimum, 2-bit levels, scale and minimum of those.</summary>
internal sealed unsafe class Q2_K : IBlockQuantizer
{
    private const int Blocks = 16;
    private const int Width = 16;
    private const int Most = 3;
    private const int Scale = Blocks + 64;

    private static readonly AffineSearch s_plain = new(Most, -0.5f, 0.1f, 15, Absolute: true);
    private static readonly AffineSearch s_weighted = new(Most, -0.9f, 0.05f, 36, Absolute: false);

    public GgufType Type => GgufType.Q2_K;

    public int BlockSize => SuperBlock.Size;

    public int BlockBytes => Scale + 4;

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Quantize(ReadOnlySpan<float> row, ReadOnlySpan<float> importance, Span<byte> destination)
    {
        fixed (float* x = row, weights = importance)
        {
            for (var at = 0; at < row.Length; at += SuperBlock.Size, destination = destination[BlockBytes..])
                Quantize(x + at, weights is null ? null : weights + at, destination);
        }
    }

    public void Dequantize(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        for (; values.Length > 0; blocks = blocks[BlockBytes..], values = values[SuperBlock.Size..])
        {
            var (scale, minimum) = (HalfFloat.Read(blocks[Scale..]), HalfFloat.Read(blocks[(Scale + 2)..]));
            for (var i = 0; i < SuperBlock.Size; i++)
            {
                var pair = blocks[i / Width];
                var level = (blocks[Blocks + (i / 128 * 32) + (i % 32)] >> (i % 128 / 32 * 2)) & 3;
                values[i] = (scale * (pair & 0xF) * level) - (minimum * (pair >> 4));
            }
        }
    }

    public bool IsSound(ReadOnlySpan<byte> blocks) => HalfFloat.AllFinite(blocks, Scale, BlockBytes) && HalfFloat.AllFinite(blocks, Scale + 2, BlockBytes);

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Quantize(float* x, float* importance, Span<byte> destination)
    {
        var levels = stackalloc byte[SuperBlock.Size];
        var columns = stackalloc Vector256<float>[Width];
        var weights = stackalloc Vector256<float>[Width];
        Span<float> scales = stackalloc float[Blocks];
        Span<float> minimums = stackalloc float[Blocks];
        Span<float> sums = stackalloc float[Blocks];
        var mean = importance is null ? 0 : SuperBlock.SumOfSquares(x, SuperBlock.Size) / SuperBlock.Size;
        for (var first = 0; first < Blocks; first += Lanes.Count)
        {
            Lanes.Gather(x + (first * Width), Width, Lanes.Count, columns);
            if (importance is null)
            {
                for (var i = 0; i < Width; i++)
                    weights[i] = Vector256.Abs(columns[i]);
            }
            else
            {
                Lanes.Gather(importance + (first * Width), Width, Lanes.Count, weights);
                SuperBlock.Weigh(mean, columns, weights, Width).CopyTo(sums[first..]);
            }

            var fit = (importance is null ? s_plain : s_weighted).Run(columns, weights, Width);
            fit.Scale.CopyTo(scales[first..]);
            fit.Minimum.CopyTo(minimums[first..]);
            Keep(fit, columns, levels + (first * Width));
        }

        if (importance is null)
            Plain(scales, minimums, destination);
        else
            Weighted(scales, minimums, sums, destination);
        Round(x, destination, levels);
        SuperBlock.PackTwoBits(levels, destination[Blocks..]);
    }

    /// <summary>The levels of the search, which stay where a block's scale is lost.</summary>
    private static void Keep(AffineFit fit, Vector256<float>* columns, byte* levels)
    {
        for (var i = 0; i < Width; i++)
        {
            var column = fit.Levels(columns[i], Most);
            for (var lane = 0; lane < Lanes.Count; lane++)
                levels[(lane * Width) + i] = (byte)column[lane];
        }
    }

    private static void Plain(ReadOnlySpan<float> scales, ReadOnlySpan<float> minimums, Span<byte> destination)
    {
        var (scale, minimum) = (0f, 0f);
        for (var j = 0; j < Blocks; j++)
        {
            scale = scales[j] > scale ? scales[j] : scale;
            minimum = minimums[j] > minimum ? minimums[j] : minimum;
        }

        for (var j = 0; j < Blocks; j++)
        {
            var s = scale > 0 ? Lanes.Nearest(15f / scale * scales[j]) : 0;
            var m = minimum > 0 ? Lanes.Nearest(15f / minimum * minimums[j]) : 0;
            destination[j] = (byte)((byte)s | (m << 4));
        }

        HalfFloat.Write(destination[Scale..], scale > 0 ? scale / 15f : 0);
        HalfFloat.Write(destination[(Scale + 2)..], minimum > 0 ? minimum / 15f : 0);
    }

    private static void Weighted(ReadOnlySpan<float> scales, ReadOnlySpan<float> minimums, ReadOnlySpan<float> sums, Span<byte> destination)
    {
        Span<byte> s = stackalloc byte[Blocks];
        Span<byte> m = stackalloc byte[Blocks];
        HalfFloat.Write(destination[Scale..], ScaleSearch.Run(15, scales, sums, s));
        HalfFloat.Write(destination[(Scale + 2)..], ScaleSearch.Run(15, minimums, sums, m));
        for (var j = 0; j < Blocks; j++)
            destination[j] = (byte)(s[j] | (m[j] << 4));
    }

    private static void Round(float* x, ReadOnlySpan<byte> block, byte* levels)
    {
        var (scale, minimum) = (HalfFloat.Read(block[Scale..]), HalfFloat.Read(block[(Scale + 2)..]));
        for (var j = 0; j < Blocks; j++)
        {
            var d = scale * (block[j] & 0xF);
            if (d != 0)
                SuperBlock.Round(x + (j * Width), Width, (d, minimum * (block[j] >> 4)), (0, Most), levels + (j * Width));
        }
    }
}
