using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using SynthTrain.Models.Gguf;

namespace SynthTrain.Models.Quantization;

/// <summary>Q8_0: 32 values in 34 bytes: scale, 8-bit levels; importances do not matter.</summary>
internal sealed unsafe class Q8_0 : IBlockQuantizer
{
    public GgufType Type => GgufType.Q8_0;

    public int BlockSize => Block32.Size;

    public int BlockBytes => 2 + Block32.Size;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Quantize(ReadOnlySpan<float> row, ReadOnlySpan<float> importance, Span<byte> destination)
    {
        fixed (float* x = row)
        {
            for (var at = 0; at < row.Length; at += Block32.Size, destination = destination[(2 + Block32.Size)..])
                Quantize(x + at, destination);
        }
    }

    public void Dequantize(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        for (; values.Length > 0; blocks = blocks[BlockBytes..], values = values[Block32.Size..])
        {
            var scale = HalfFloat.Read(blocks);
            for (var i = 0; i < Block32.Size; i++)
                values[i] = (sbyte)blocks[2 + i] * scale;
        }
    }

    public bool IsSound(ReadOnlySpan<byte> blocks) => HalfFloat.AllFinite(blocks, 0, BlockBytes);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Quantize(float* x, Span<byte> destination)
    {
        var scale = Block32.Magnitude(x) / 127;
        var inverse = scale == 0 ? 0 : 1 / scale;
        HalfFloat.Write(destination, scale);
        var factor = Vector256.Create(inverse);
        var levels = float.IsFinite(inverse)
            ? Lanes.Bytes(Round(Vector256.Load(x) * factor), Round(Vector256.Load(x + 8) * factor), Round(Vector256.Load(x + 16) * factor), Round(Vector256.Load(x + 24) * factor))
            : Vector256<byte>.Zero;
        levels.CopyTo(destination[2..]);
    }

    /// <summary>Halves go away from zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Round(Vector256<float> value)
    {
        var whole = Vector256.ConvertToInt32Native(value);
        var rest = value - Vector256.ConvertToSingle(whole);
        var half = Vector256.Create(0.5f);
        return whole - Vector256.GreaterThanOrEqual(rest, half).AsInt32() + Vector256.LessThanOrEqual(rest, -half).AsInt32();
    }
}
