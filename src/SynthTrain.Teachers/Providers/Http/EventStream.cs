using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace SynthTrain.Teachers.Providers.Http;

/// <summary>Reads server-sent events: the data of each, in order. Lines and events are the HTML standard's.</summary>
internal static class EventStream
{
    private const int MaxEvent = 8 << 20;

    /// <summary>The data of each event; an empty one for any other line, which shows that the connection lives.</summary>
    /// <remarks>A last line without an end is dropped. An event whose blank line is missing at the end is taken, unlike the standard has it: it is whole, and paid.</remarks>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(stream);
        var events = new EventLines();
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync(cancellationToken);
                var rest = result.Buffer;
                while (events.TryTake(ref rest, out var data))
                    yield return data;
                reader.AdvanceTo(rest.Start, rest.End);
                if (rest.Length + events.Held > MaxEvent)
                    throw new ProviderException(ProviderFault.BadReply, $"An event of the stream is longer than {MaxEvent >> 20} MiB.") { MayBeCharged = true };
                if (result.IsCompleted)
                    break;
            }

            if (events.End() is { IsEmpty: false } last)
                yield return last;
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }
}
