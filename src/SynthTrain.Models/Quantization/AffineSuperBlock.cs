using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SynthTrain.Models.Quantization;

/// <summary>Eight blocks of 32 with scale and minimum of six bits: all that Q4_K and Q5_K do before they pack levels.</summary>
/// <param name="most">The highest level.</param>
/// <param name="plain">The search without importances.</param>
/// <param name="limited">Whether weighted scales are cut at six bits: ggml does so for Q5_K and not for Q4_K, where some importances make one overflow.</param>
internal sealed unsafe class AffineSuperBlock(int most, AffineSearch plain, bool limited)
{
    private const int Blocks = 8;
    private const int BlockSize = 32;

    private readonly AffineSearch _weighted = new(most, -0.9f, 0.05f, 36, Absolute: false);

    /// <summary>Quantizes 256 values.</summary>
    /// <param name="x">The values.</param>
    /// <param name="importance">Their importances, or <see langword="null"/>.</param>
    /// <param name="header">Scale, minimum, and the packed scales: 16 bytes.</param>
    /// <param name="levels">One byte for each value.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Quantize(float* x, float* importance, Span<byte> header, byte* levels)
    {
        var columns = stackalloc Vector256<float>[BlockSize];
        Lanes.Gather(x, BlockSize, Blocks, columns);
        var packed = header[4..];
        packed.Clear();
        var (fit, scale, minimum) = importance is null ? Search(columns, packed) : Search(x, importance, columns, packed);
        scale = HalfFloat.Write(header, scale);
        minimum = HalfFloat.Write(header[2..], minimum);
        for (var j = 0; j < Blocks; j++)
        {
            var (s, m) = SixBitScales.Read(packed, j);
            var at = j * BlockSize;
            if (scale * s != 0)
                SuperBlock.Round(x + at, BlockSize, (scale * s, minimum * m), (0, most), levels + at);
            else
                Keep(fit, columns, j, levels + at);
        }
    }

    /// <summary>A block whose scale was lost keeps the levels of the search, as ggml leaves them.</summary>
    private void Keep(AffineFit fit, Vector256<float>* columns, int lane, byte* levels)
    {
        for (var i = 0; i < BlockSize; i++)
            levels[i] = (byte)fit.Levels(columns[i], most)[lane];
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (AffineFit Fit, float Scale, float Minimum) Search(Vector256<float>* columns, Span<byte> packed)
    {
        var weights = stackalloc Vector256<float>[BlockSize];
        var squares = Vector256<float>.Zero;
        for (var i = 0; i < BlockSize; i++)
            squares += columns[i] * columns[i];
        var average = Vector256.Sqrt(squares / Vector256.Create((float)BlockSize));
        for (var i = 0; i < BlockSize; i++)
            weights[i] = average + Vector256.Abs(columns[i]);
        var fit = plain.Run(columns, weights, BlockSize);
        var (scale, minimum) = (Highest(fit.Scale), Highest(fit.Minimum));
        Span<byte> scales = stackalloc byte[Blocks];
        Span<byte> minimums = stackalloc byte[Blocks];
        Levels(fit.Scale, scale, scales);
        Levels(fit.Minimum, minimum, minimums);
        SixBitScales.Write(packed, scales, minimums);
        return (fit, scale / 63f, minimum / 63f);
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (AffineFit Fit, float Scale, float Minimum) Search(float* x, float* importance, Vector256<float>* columns, Span<byte> packed)
    {
        var weights = stackalloc Vector256<float>[BlockSize];
        Lanes.Gather(importance, BlockSize, Blocks, weights);
        var mean = 2 * SuperBlock.SumOfSquares(x, SuperBlock.Size) / SuperBlock.Size;
        var sums = SuperBlock.Weigh(mean, columns, weights, BlockSize);
        var fit = _weighted.Run(columns, weights, BlockSize);
        Span<float> values = stackalloc float[Blocks];
        Span<float> counts = stackalloc float[Blocks];
        Span<byte> scales = stackalloc byte[Blocks];
        Span<byte> minimums = stackalloc byte[Blocks];
        sums.CopyTo(counts);
        fit.Scale.CopyTo(values);
        var scale = ScaleSearch.Run(63, values, counts, scales);
        fit.Minimum.CopyTo(values);
        var minimum = ScaleSearch.Run(63, values, counts, minimums);
        if (limited)
        {
            Limit(scales);
            Limit(minimums);
        }

        SixBitScales.Write(packed, scales, minimums);
        return (fit, scale, minimum);
    }

    private static float Highest(Vector256<float> values)
    {
        var highest = 0f;
        for (var j = 0; j < Blocks; j++)
            highest = values[j] > highest ? values[j] : highest;
        return highest;
    }

    private static void Levels(Vector256<float> values, float highest, Span<byte> levels)
    {
        var inverse = highest > 0 ? 63f / highest : 0f;
        var rounded = Lanes.Nearest(Vector256.Create(inverse) * values);
        for (var j = 0; j < Blocks; j++)
            levels[j] = (byte)rounded[j];
        Limit(levels);
    }

    private static void Limit(Span<byte> levels)
    {
        foreach (ref var level in levels)
            level = Math.Min((byte)63, level);
    }
}
