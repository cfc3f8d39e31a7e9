using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using SynthTrain.Models.Gguf;

namespace SynthTrain.Models.Quantization;

/// <summary>Q3_K: 256 values in 110 bytes: the levels' third bits, their lower two, sixteen 6-bit scales, and the scale of those.</summary>
internal sealed unsafe class Q3_K : IBlockQuantizer
{
    private const int Blocks = 16;
    private const int Width = 16;
    private const int Half = 4;
    private const int LowBits = 32;
    private const int Scales = LowBits + 64;
    private const int Scale = Scales + 12;

    public GgufType Type => GgufType.Q3_K;

    public int BlockSize => SuperBlock.Size;

    public int BlockBytes => Scale + 2;

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
            var scale = HalfFloat.Read(blocks[Scale..]);
            for (var i = 0; i < SuperBlock.Size; i++)
            {
                var low = (blocks[LowBits + (i / 128 * 32) + (i % 32)] >> (i % 128 / 32 * 2)) & 3;
                var high = (blocks[i % 32] >> (i / 32)) & 1;
                values[i] = scale * BlockScale(blocks, i / Width) * (low - (high == 0 ? Half : 0));
            }
        }
    }

    public bool IsSound(ReadOnlySpan<byte> blocks) => HalfFloat.AllFinite(blocks, Scale, BlockBytes);

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Quantize(float* x, float* importance, Span<byte> destination)
    {
        var levels = stackalloc byte[SuperBlock.Size];
        Span<float> scales = stackalloc float[Blocks];
        destination[..(Scale + 2)].Clear();
        if (importance is null)
            Plain(x, scales, levels, destination);
        else
            Weighted(x, importance, scales, levels, destination);

        var scale = HalfFloat.Read(destination[Scale..]);
        for (var j = 0; j < Blocks; j++)
        {
            var d = scale * BlockScale(destination, j);
            if (d != 0)
                SuperBlock.Round(x + (j * Width), Width, (d, 0), (-Half, Half - 1), levels + (j * Width));
        }

        var high = Vector256<byte>.Zero;
        for (var j = 0; j < 8; j++)
            high |= Vector256.ShiftLeft(Vector256.ShiftRightLogical(Vector256.Load(levels + (j * 32)), 2) & Vector256<byte>.One, j);
        high.CopyTo(destination);
        SuperBlock.PackTwoBits(levels, destination[LowBits..]);
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Plain(float* x, Span<float> scales, byte* levels, Span<byte> destination)
    {
        var columns = stackalloc Vector256<float>[Width];
        var found = stackalloc Vector256<float>[Width];
        for (var first = 0; first < Blocks; first += Lanes.Count)
        {
            Lanes.Gather(x + (first * Width), Width, Lanes.Count, columns);
            RefinedSearch.Run(columns, found).CopyTo(scales[first..]);
            for (var i = 0; i < Width; i++)
            {
                for (var lane = 0; lane < Lanes.Count; lane++)
                    levels[((first + lane) * Width) + i] = (byte)found[i][lane];
            }
        }

        var (largest, magnitude) = (0f, 0f);
        foreach (var scale in scales)
        {
            if (Math.Abs(scale) > magnitude)
                (largest, magnitude) = (scale, Math.Abs(scale));
        }

        if (largest == 0)
            return;
        var inverse = -32f / largest;
        for (var j = 0; j < Blocks; j++)
            Store(destination, j, Math.Clamp((sbyte)Lanes.Nearest(inverse * scales[j]), (sbyte)-32, (sbyte)31) + 32);
        HalfFloat.Write(destination[Scale..], 1 / inverse);
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Weighted(float* x, float* importance, Span<float> scales, byte* levels, Span<byte> destination)
    {
        var columns = stackalloc Vector256<float>[Width];
        var weights = stackalloc Vector256<float>[Width];
        Span<float> sums = stackalloc float[Blocks];
        var mean = 2 * SuperBlock.SumOfSquares(x, SuperBlock.Size) / SuperBlock.Size;
        for (var first = 0; first < Blocks; first += Lanes.Count)
        {
            Lanes.Gather(x + (first * Width), Width, Lanes.Count, columns);
            Lanes.Gather(importance + (first * Width), Width, Lanes.Count, weights);
            SuperBlock.Weigh(mean, columns, weights, Width).CopyTo(sums[first..]);
            var fit = SymmetricSearch.Run(Half, columns, weights, Width);
            fit.Scale.CopyTo(scales[first..]);
            for (var i = 0; i < Width; i++)
            {
                var column = fit.Levels(columns[i], Half);
                for (var lane = 0; lane < Lanes.Count; lane++)
                    levels[((first + lane) * Width) + i] = (byte)column[lane];
            }
        }

        // The scales of the super-block are searched as a block of their own, the same in every lane.
        for (var j = 0; j < Blocks; j++)
            (columns[j], weights[j]) = (Vector256.Create(scales[j]), Vector256.Create(sums[j]));
        var outer = SymmetricSearch.Run(32, columns, weights, Blocks);
        for (var j = 0; j < Blocks; j++)
            Store(destination, j, outer.Levels(columns[j], 32)[0]);
        HalfFloat.Write(destination[Scale..], outer.Scale[0]);
    }

    private static void Store(Span<byte> block, int j, int level)
    {
        block[Scales + (j % 8)] |= (byte)((level & 0xF) << (j / 8 * 4));
        block[Scales + 8 + (j % 4)] |= (byte)((level >> 4) << (j / 4 * 2));
    }

    private static int BlockScale(ReadOnlySpan<byte> block, int j) =>
        (((block[Scales + (j % 8)] >> (j / 8 * 4)) & 0xF) | (((block[Scales + 8 + (j % 4)] >> (j / 4 * 2)) & 3) << 4)) - 32;
}
