using System.Buffers.Binary;

namespace SynthTrain.Models.Quantization;

/// <summary>A block's scales: 16-bit floats, least byte first.</summary>
internal static class HalfFloat
{
    /// <summary>Writes a value, rounded to even, and returns what was kept of it.</summary>
    public static float Write(Span<byte> destination, float value)
    {
        var half = (Half)value;
        BinaryPrimitives.WriteHalfLittleEndian(destination, half);
        return (float)half;
    }

    /// <summary>Reads a value.</summary>
    public static float Read(ReadOnlySpan<byte> source) => (float)BinaryPrimitives.ReadHalfLittleEndian(source);

    /// <summary>Whether the scales at one place of every block are finite.</summary>
    public static bool AllFinite(ReadOnlySpan<byte> blocks, int offset, int stride)
    {
        for (var at = offset; at < blocks.Length; at += stride)
        {
            if ((BinaryPrimitives.ReadUInt16LittleEndian(blocks[at..]) & 0x7C00) == 0x7C00)
                return false;
        }

        return true;
    }
}
