using System.Buffers.Binary;

namespace SynthTrain.Training.Runs.Reports;

/// <summary>Fields of a protocol buffers message, written one after the other [protobuf.dev/programming-guides/encoding].</summary>
internal sealed class ProtoMessage
{
    private readonly List<byte> _bytes = [];

    /// <summary>A whole number.</summary>
    public void Varint(int field, ulong value)
    {
        Number((ulong)field << 3);
        Number(value);
    }

    /// <summary>Eight bytes.</summary>
    public void Double(int field, double value)
    {
        Number(((ulong)field << 3) | 1);
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
        _bytes.AddRange(bytes);
    }

    /// <summary>Text, or a message within.</summary>
    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Number(((ulong)field << 3) | 2);
        Number((ulong)value.Length);
        _bytes.AddRange(value);
    }

    /// <summary>Four bytes.</summary>
    public void Float(int field, float value)
    {
        Number(((ulong)field << 3) | 5);
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        _bytes.AddRange(bytes);
    }

    /// <summary>The message.</summary>
    public byte[] ToArray() => [.. _bytes];

    private void Number(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            _bytes.Add((byte)(value | 0x80));
        _bytes.Add((byte)value);
    }
}
