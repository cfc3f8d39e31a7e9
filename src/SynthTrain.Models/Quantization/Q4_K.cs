using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using SynthTrain.Models.Gguf;

namespace SynthTrain.Models.Quantization;

/// <summary>Q4_K: 256 values in 144 bytes: scale and minimum, eight 6-bit pairs of them, 4-bit levels.</summary>
internal sealed unsafe class Q4_K : IBlockQuantizer
{
    private const int Header = 16;

    private readonly AffineSuperBlock _block = new(15, new AffineSearch(15, -1f, 0.1f, 20, Absolute: false), limited: false);

    public GgufType Type => GgufType.Q4_K;

    public int BlockSize => SuperBlock.Size;

    public int BlockBytes => Header + 128;

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
                for (var pair = 0; pair < 4; pair++)
                {
                    var low = Vector256.Load(levels + (pair * 64));
                    var high = Vector256.Load(levels + (pair * 64) + 32);
                    (low | Vector256.ShiftLeft(high, 4)).CopyTo(destination[(Header + (pair * 32))..]);
                }
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
                var packed = blocks.Slice(Header + (j / 2 * 32), 32);
                for (var i = 0; i < 32; i++)
                    values[(j * 32) + i] = (d * ((packed[i] >> (j % 2 * 4)) & 0xF)) - off;
            }
        }
    }

    public bool IsSound(ReadOnlySpan<byte> blocks) => HalfFloat.AllFinite(blocks, 0, BlockBytes) && HalfFloat.AllFinite(blocks, 2, BlockBytes);
}
