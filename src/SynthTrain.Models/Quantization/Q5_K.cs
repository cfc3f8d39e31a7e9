using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using SynthTrain.Models.Gguf;

namespace SynthTrain.Models.Quantization;

/// <summary>Q5_K: 256 values in 176 bytes: as Q4_K, and the levels' fifth bits in 32 bytes before them.</summary>
internal sealed unsafe class Q5_K : IBlockQuantizer
{
    private const int Header = 16;
    private const int Levels = Header + 32;

    private readonly AffineSuperBlock _block = new(31, new AffineSearch(31, -0.5f, 0.1f, 15, Absolute: false), limited: true);

    public GgufType Type => GgufType.Q5_K;

    public int BlockSize => SuperBlock.Size;

    public int BlockBytes => Levels + 128;

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Quantize(ReadOnlySpan<float> row, ReadOnlySpan<float> importance, Span<byte> destination)
    {
        var levels = stackalloc byte[SuperBlock.Size];
        fixed (float* x = row, weights = importance)
        {
            for (var at = 0; at < row.Length; at += SuperBlock.Size, destination = destination[BlockBytes..])
            {
                _block.Quantize(x + at, weights is null ? null : weights + at, destination[..Header], levels);
                Pack(levels, destination);
            }
        }
    }

    public void Dequantize(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        for (; values.Length > 0; blocks = blocks[BlockBytes..], values = values[SuperBlock.Size..])
        {
            var (scale, minimum) = (HalfFloat.Read(blocks), HalfFloat.Read(blocks[2..]));
            for (var j = 0; j < 8; j++)
            {
                var (s, m) = SixBitScales.Read(blocks[4..], j);
                var (d, off) = (scale * s, minimum * m);
                var packed = blocks.Slice(Levels + (j / 2 * 32), 32);
                for (var i = 0; i < 32; i++)
                {
                    var level = ((packed[i] >> (j % 2 * 4)) & 0xF) | (((blocks[Header + i] >> j) & 1) << 4);
                    values[(j * 32) + i] = (d * level) - off;
                }
            }
        }
    }

    public bool IsSound(ReadOnlySpan<byte> blocks) => HalfFloat.AllFinite(blocks, 0, BlockBytes) && HalfFloat.AllFinite(blocks, 2, BlockBytes);

    private static void Pack(byte* levels, Span<byte> destination)
    {
        var fifths = Vector256<byte>.Zero;
        var nibble = Vector256.Create((byte)0xF);
        for (var pair = 0; pair < 4; pair++)
        {
            var low = Vector256.Load(levels + (pair * 64));
            var high = Vector256.Load(levels + (pair * 64) + 32);
            ((low & nibble) | Vector256.ShiftLeft(high & nibble, 4)).CopyTo(destination[(Levels + (pair * 32))..]);
            fifths |= Vector256.ShiftLeft(Vector256.ShiftRightLogical(low, 4) | Vector256.ShiftLeft(Vector256.ShiftRightLogical(high, 4), 1), pair * 2);
        }

        fifths.CopyTo(destination[Header..]);
    }
}
