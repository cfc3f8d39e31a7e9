using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using SynthTrain.Models.Gguf;

namespace SynthTrain.Models.Quantization;

/// <summary>Q5_0: 32 values in 22 bytes: scale, the levels' fifth bits, their lower four.</summary>
internal sealed unsafe class Q5_0 : IBlockQuantizer
{
    private const int Half = 16;

    public GgufType Type => GgufType.Q5_0;

    public int BlockSize => Block32.Size;

    public int BlockBytes => 22;

    public void Quantize(ReadOnlySpan<float> row, ReadOnlySpan<float> importance, Span<byte> destination)
    {
        if (!importance.IsEmpty)
        {
            WeightedBlocks.Symmetric(Half, row, importance, destination, Store);
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
            var (scale, fifths) = (HalfFloat.Read(blocks), BinaryPrimitives.ReadUInt32LittleEndian(blocks[2..]));
            for (var i = 0; i < Block32.Size; i++)
                values[i] = (Block32.Level(blocks[6..], fifths, i) - Half) * scale;
        }
    }

    public bool IsSound(ReadOnlySpan<byte> blocks) => HalfFloat.AllFinite(blocks, 0, BlockBytes);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Quantize(float* x, Span<byte> destination)
    {
        var scale = Block32.Largest(x) / -Half;
        var inverse = scale == 0 ? 0 : 1 / scale;
        HalfFloat.Write(destination, scale);
        var levels = float.IsFinite(inverse) ? Vector256.Min(Vector256.Create((byte)(Half + Half - 1)), Block32.Truncate(x, 0, inverse, Half + 0.5f)) : Vector256<byte>.Zero;
        Block32.PackFifths(levels, destination[2..]);
        Block32.PackNibbles(levels, destination[6..]);
    }

    private static void Store(int block, float scale, float minimum, Vector256<byte> levels, Span<byte> destination)
    {
        destination = destination[(block * 22)..];
        HalfFloat.Write(destination, scale);
        Block32.PackFifths(levels, destination[2..]);
        Block32.PackNibbles(levels, destination[6..]);
    }
}
