using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using SynthTrain.Models.Gguf;

namespace SynthTrain.Models.Quantization;

/// <summary>Q4_0: 32 values in 18 bytes: scale, 4-bit levels.</summary>
internal sealed unsafe class Q4_0 : IBlockQuantizer
{
    private const int Half = 8;

    public GgufType Type => GgufType.Q4_0;

    public int BlockSize => Block32.Size;

    public int BlockBytes => 18;

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
            var (scale, fifths) = (HalfFloat.Read(blocks), 0u);
            for (var i = 0; i < Block32.Size; i++)
                values[i] = (Block32.Level(blocks[2..], fifths, i) - Half) * scale;
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
        Block32.PackNibbles(levels, destination[2..]);
    }

    private static void Store(int block, float scale, float minimum, Vector256<byte> levels, Span<byte> destination)
    {
        destination = destination[(block * 18)..];
        HalfFloat.Write(destination, scale);
        Block32.PackNibbles(levels, destination[2..]);
    }
}
