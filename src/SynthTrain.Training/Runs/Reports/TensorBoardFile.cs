using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace SynthTrain.Training.Runs.Reports;

/// <summary>An event file that TensorBoard reads: records of TFRecord's framing, each an Event message.</summary>
/// <remarks>
/// Sources: tensorflow/core/lib/io/record_writer.h (length, masked CRC-32C, data, masked CRC-32C), tensorflow/core/util/event.proto and framework/summary.proto (field numbers).
/// A wall time would differ between two equal runs, and the file is an output: it holds the step's number as seconds since 1970 instead, so TensorBoard's axis "relative" counts steps too.
/// </remarks>
public static class TensorBoardFile
{
    /// <summary>The file of a run.</summary>
    public static byte[] ToBytes(MetricsLog metrics)
    {
        using var stream = new MemoryStream();
        WriteRecord(stream, Event(0, step: null, version: "brain.Event:2", values: []));
        foreach (var entry in metrics.Entries)
            WriteRecord(stream, Event(entry.Step, entry.Step, version: null, entry.Values.Select(value => (Tag(value.Key), value.Value))));
        return stream.ToArray();
    }

    /// <summary>The tag under which transformers' callback shows a figure: <c>eval/loss</c> for <c>eval_loss</c>, <c>train/loss</c> for <c>loss</c> [transformers integration_utils.py, <c>rewrite_logs</c>].</summary>
    internal static string Tag(string name) => name.StartsWith("eval_", StringComparison.Ordinal) ? $"eval/{name[5..]}" : $"train/{name}";

    /// <summary>CRC-32C of bytes, turned and offset as TFRecord stores it.</summary>
    internal static uint MaskedCrc(ReadOnlySpan<byte> bytes) => unchecked(BitOperations.RotateRight(Crc(bytes), 15) + 0xa282ead8u);

    /// <summary>CRC-32C (Castagnoli).</summary>
    internal static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
            crc = BitOperations.Crc32C(crc, value);
        return ~crc;
    }

    private static void WriteRecord(Stream stream, byte[] data)
    {
        Span<byte> head = stackalloc byte[12];
        BinaryPrimitives.WriteUInt64LittleEndian(head, (ulong)data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[8..], MaskedCrc(head[..8]));
        stream.Write(head);
        stream.Write(data);
        Span<byte> tail = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(tail, MaskedCrc(data));
        stream.Write(tail);
    }

    /// <summary>Event: 1 wall_time, 2 step, 3 file_version, 5 summary.</summary>
    private static byte[] Event(double time, long? step, string? version, IEnumerable<(string Tag, double Value)> values)
    {
        var message = new ProtoMessage();
        message.Double(1, time);
        if (step is { } number)
            message.Varint(2, (ulong)number);
        if (version is not null)
            message.Bytes(3, Encoding.UTF8.GetBytes(version));
        var summary = new ProtoMessage();
        foreach (var (tag, value) in values)
        {
            // Summary: 1 value; Value: 1 tag, 2 simple_value.
            var entry = new ProtoMessage();
            entry.Bytes(1, Encoding.UTF8.GetBytes(tag));
            entry.Float(2, (float)value);
            summary.Bytes(1, entry.ToArray());
        }

        if (step is not null)
            message.Bytes(5, summary.ToArray());
        return message.ToArray();
    }
}
