using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;

namespace SynthTrain.Teachers.Replies;

/// <summary>A line of a recording: a reply as the cache keeps it, its key in front, without check sum.</summary>
internal static class RecordingLine
{
    private const int KeyDigits = 32;

    private static ReadOnlySpan<byte> Start => "{\"key\":\""u8;

    /// <summary>The line's key; null when the line is no recorded reply.</summary>
    public static UInt128? Key(ReadOnlySpan<byte> line)
    {
        Span<byte> bytes = stackalloc byte[KeyDigits / 2];
        if (line.Length <= Start.Length + KeyDigits
            || !line.StartsWith(Start)
            || Convert.FromHexString(line.Slice(Start.Length, KeyDigits), bytes, out _, out _) != OperationStatus.Done
            || !IsReply(line))
            return null;
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    /// <summary>Writes a line with its line feed.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="key">The key.</param>
    /// <param name="record">The reply's own properties with the closing brace, without the opening one.</param>
    public static void Write(Stream output, UInt128 key, ReadOnlySpan<byte> record)
    {
        Span<byte> digits = stackalloc byte[KeyDigits];
        key.TryFormat(digits, out _, "x32", null);
        output.Write(Start);
        output.Write(digits);
        output.Write("\","u8);
        output.Write(record);
        output.WriteByte((byte)'\n');
    }

    private static bool IsReply(ReadOnlySpan<byte> line)
    {
        try
        {
            var json = new Utf8JsonReader(line);
            while (json.Read())
            {
                // Reading to the end finds what is torn or doubled.
            }

            return ReplyRecord.Read(line).FinishReason.Length > 0;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return false;
        }
    }
}
