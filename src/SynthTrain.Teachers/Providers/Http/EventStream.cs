using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace SynthTrain.Teachers.Providers.Http;

/// <summary>Reads server-sent events: the data of each, in order.</summary>
internal static class EventStream
{
    private const int MaxLine = 8 << 20;

    /// <summary>The data of each event; an empty one for a comment or another field, which show that the connection lives. A last line without an end is no event.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(stream);
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync(cancellationToken);
                var rest = result.Buffer;
                while (TakeLine(ref rest, out var line))
                {
                    if (!line.IsEmpty)
                        yield return Data(line);
                }

                reader.AdvanceTo(rest.Start, rest.End);
                if (rest.Length > MaxLine)
                    throw new ProviderException(ProviderFault.BadReply, $"An event of the stream is longer than {MaxLine >> 20} MiB.") { MayBeCharged = true };
                if (result.IsCompleted)
                    yield break;
            }
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    private static bool TakeLine(ref ReadOnlySequence<byte> rest, out ReadOnlySequence<byte> line)
    {
        line = default;
        if (rest.PositionOf((byte)'\n') is not { } end)
            return false;
        line = rest.Slice(0, end);
        rest = rest.Slice(rest.GetPosition(1, end));
        return true;
    }

    private static ReadOnlyMemory<byte> Data(ReadOnlySequence<byte> line)
    {
        ReadOnlyMemory<byte> bytes = line.ToArray();
        if (bytes.Span.EndsWith("\r"u8))
            bytes = bytes[..^1];
        if (!bytes.Span.StartsWith("data:"u8))
            return default;
        bytes = bytes[5..];
        return bytes.Span.StartsWith(" "u8) ? bytes[1..] : bytes;
    }
}
