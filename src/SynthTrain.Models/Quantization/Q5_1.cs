using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using SynthTrain.Models.Gguf;

namespace SynthTrain.Models.Quantization;

/// <summary>Q5_1: 32 values in 24 bytes: scale, minimum, the levels' fifth bits, their lower four.</summary>
internal sealed unsafe class Q5_1 : IBlockQuantizer
{
    private const int Most = 31;

    public GgufType Type => GgufType.Q5_1;

    public int BlockSize => Block32.Size;

    public int BlockBytes => 24;

    public void Quantize(ReadOnlySpan<float> row, ReadOnlySpan<float> importance, Span<byte> destination)
    {
        if (!importance.IsEmpty)
        {
            WeightedBlocks.Affine(Most, row, importance, destination, Store);
            return;
        }

        fixed (float* x = row)
        {
            for (var block = 0; block < row.Length / Block32.Size; block++)
                Quantize(x + (block * Block32.Size), destination[(block * BlockBytes)..]);
        }
    }

    public void Dequantize(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        for (; values.Length > 0; blocks = blocks[BlockBytes..], values = values[Block32.Size..])
        {
            var (scale, minimum, fifths) = (HalfFloat.Read(blocks), HalfFloat.Read(blocks[2..]), BinaryPrimitives.ReadUInt32LittleEndian(blocks[4..]));
            for (var i = 0; i < Block32.Size; i++)
                values[i] = (Block32.Level(blocks[8..], fifths, i) * scale) + minimum;
        }
    }

    public bool IsSound(ReadOnlySpan<byte> blocks) => HalfFloat.AllFinite(blocks, 0, BlockBytes) && HalfFloat.AllFinite(blocks, 2, BlockBytes);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Quantize(float* x, Span<byte> destination)
    {
        var (low, high) = Block32.Range(x);
        var scale = (high - low) / Most;
        var inverse = scale == 0 ? 0 : 1 / scale;
        HalfFloat.Write(destination, scale);
        HalfFloat.Write(destination[2..], low);
        var levels = float.IsFinite(inverse) ? Block32.Truncate(x, low, inverse, 0.5f) : Vector256<byte>.Zero;
        Block32.PackFifths(levels, destination[4..]);
        Block32.PackNibbles(levels, destination[8..]);
    }

    private static void Store(int block, float scale, float minimum, Vector256<byte> levels, Span<byte> destination)
    {
        destination = destination[(block * 24)..];
        HalfFloat.Write(destination, scale);
        HalfFloat.Write(destination[2..], minimum);
        Block32.PackFifths(levels, destination[4..]);
        Block32.PackNibbles(levels, destination[8..]);
    }
}
