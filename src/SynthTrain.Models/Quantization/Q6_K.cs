using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using SynthTrain.Models.Gguf;

namespace SynthTrain.Models.Quantization;

/// <summary>Q6_K: 256 values in 210 bytes: the levels' lower four bits, their upper two, sixteen 8-bit scales, and the scale of those.</summary>
internal sealed unsafe class Q6_K : IBlockQuantizer
{
    private const int Blocks = 16;
    private const int Width = 16;
    private const int Half = 32;
    private const int HighBits = 128;
    private const int Scales = HighBits + 64;
    private const int Scale = Scales + Blocks;

    public GgufType Type => GgufType.Q6_K;

    public int BlockSize => SuperBlock.Size;

    public int BlockBytes => Scale + 2;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Quantize(ReadOnlySpan<float> row, ReadOnlySpan<float> importance, Span<byte> destination)
    {
        fixed (float* x = row, weights = importance)
        {
            for (var at = 0; at < row.Length; at += SuperBlock.Size, destination = destination[BlockBytes..])
                Quantize(x + at, weights is null ? null : weights + at, destination[..BlockBytes]);
        }
    }

    public void Dequantize(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        for (; values.Length > 0; blocks = blocks[BlockBytes..], values = values[SuperBlock.Size..])
        {
            var scale = HalfFloat.Read(blocks[Scale..]);
            for (var i = 0; i < SuperBlock.Size; i++)
            {
                var (half, run) = (i / 128, i % 128 / 32);
                var low = (blocks[(half * 64) + (run % 2 * 32) + (i % 32)] >> (run / 2 * 4)) & 0xF;
                var high = (blocks[HighBits + (half * 32) + (i % 32)] >> (run * 2)) & 3;
                values[i] = scale * (sbyte)blocks[Scales + (i / Width)] * ((low | (high << 4)) - Half);
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
        Search(x, importance, scales, levels);
        var (largest, magnitude) = (0f, 0f);
        foreach (var scale in scales)
        {
            if (Math.Abs(scale) > magnitude)
                (largest, magnitude) = (scale, Math.Abs(scale));
        }

        if (magnitude < Lanes.Tiny)
        {
            destination.Clear();
            return;
        }

        var inverse = -128f / largest;
        var stored = HalfFloat.Write(destination[Scale..], 1 / inverse);
        for (var j = 0; j < Blocks; j++)
        {
            var s = (sbyte)Math.Min(127, Lanes.Nearest(inverse * scales[j]));
            destination[Scales + j] = (byte)s;
            if (stored * s != 0)
                SuperBlock.Round(x + (j * Width), Width, (stored * s, 0), (-Half, Half - 1), levels + (j * Width));
        }

        Pack(levels, destination);
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Search(float* x, float* importance, Span<float> scales, byte* levels)
    {
        var columns = stackalloc Vector256<float>[Width];
        var weights = stackalloc Vector256<float>[Width];
        for (var first = 0; first < Blocks; first += Lanes.Count)
        {
            Lanes.Gather(x + (first * Width), Width, Lanes.Count, columns);
            if (importance is not null)
                Lanes.Gather(importance + (first * Width), Width, Lanes.Count, weights);
            var fit = SymmetricSearch.Run(Half, columns, importance is null ? null : weights, Width);
            fit.Scale.CopyTo(scales[first..]);
            for (var i = 0; i < Width; i++)
            {
                var column = fit.Levels(columns[i], Half);
                for (var lane = 0; lane < Lanes.Count; lane++)
                    levels[((first + lane) * Width) + i] = (byte)column[lane];
            }
        }
    }

    private static void Pack(byte* levels, Span<byte> destination)
    {
        var nibble = Vector256.Create((byte)0xF);
        for (var half = 0; half < 2; half++, levels += 128)
        {
            var (a, b) = (Vector256.Load(levels), Vector256.Load(levels + 32));
            var (c, d) = (Vector256.Load(levels + 64), Vector256.Load(levels + 96));
            ((a & nibble) | Vector256.ShiftLeft(c & nibble, 4)).CopyTo(destination[(half * 64)..]);
            ((b & nibble) | Vector256.ShiftLeft(d & nibble, 4)).CopyTo(destination[((half * 64) + 32)..]);
            var high = Vector256.ShiftRightLogical(a, 4) | Vector256.ShiftLeft(Vector256.ShiftRightLogical(b, 4), 2)
                | Vector256.ShiftLeft(Vector256.ShiftRightLogical(c, 4), 4) | Vector256.ShiftLeft(Vector256.ShiftRightLogical(d, 4), 6);
            high.CopyTo(destination[(HighBits + (half * 32))..]);
        }
    }
}
