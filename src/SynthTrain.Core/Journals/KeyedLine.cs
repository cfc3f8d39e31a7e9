using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;

namespace SynthTrain.Core.Journals;

/// <summary>The form of a <see cref="KeyedLog"/>'s lines: <c>{"crc":"8 hex","key":"32 hex",…}</c>. Key and damage are seen without parsing JSON.</summary>
internal static class KeyedLine
{
    /// <summary>Where the record's own properties begin in a line.</summary>
    public const int BodyAt = 59;

    private const int CrcAt = 8;
    private const int CheckedFrom = 16;
    private const int KeyAt = 25;

    private static ReadOnlySpan<byte> Start => "{\"crc\":\""u8;

    /// <summary>Writes a line with its line feed.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="key">The record's key.</param>
    /// <param name="json">The record: a JSON object with at least one property, on one line.</param>
    public static void Write(IBufferWriter<byte> output, UInt128 key, ReadOnlySpan<byte> json)
    {
        var length = BodyAt + json.Length - 1;
        var line = output.GetSpan(length + 1)[..(length + 1)];
        """{"crc":"00000000","key":"00000000000000000000000000000000","""u8.CopyTo(line);
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, key);
        Convert.TryToHexStringLower(bytes, line[KeyAt..], out _);
        json[1..].CopyTo(line[BodyAt..]);
        BinaryPrimitives.WriteUInt32BigEndian(bytes, Crc(line[CheckedFrom..length]));
        Convert.TryToHexStringLower(bytes[..4], line[CrcAt..], out _);
        line[length] = (byte)'\n';
        output.Advance(length + 1);
    }

    /// <summary>Reads a line's key; false when the line is damaged.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, out UInt128 key)
    {
        key = default;
        Span<byte> bytes = stackalloc byte[16];
        if (line.Length <= BodyAt
            || !line.StartsWith(Start)
            || Convert.FromHexString(line.Slice(CrcAt, 8), bytes, out _, out _) != OperationStatus.Done
            || BinaryPrimitives.ReadUInt32BigEndian(bytes) != Crc(line[CheckedFrom..])
            || Convert.FromHexString(line.Slice(KeyAt, 32), bytes, out _, out _) != OperationStatus.Done)
            return false;
        key = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        return true;
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        for (; bytes.Length >= 8; bytes = bytes[8..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var one in bytes)
            crc = BitOperations.Crc32C(crc, one);
        return ~crc;
    }
}
