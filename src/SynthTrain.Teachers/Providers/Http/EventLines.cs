using System.Buffers;

namespace SynthTrain.Teachers.Providers.Http;

/// <summary>The lines of an event stream, put together to events.</summary>
internal sealed class EventLines
{
    private readonly ArrayBufferWriter<byte> _data = new();
    private bool _begun;
    private bool _hasData;
    private bool _afterReturn;

    /// <summary>Bytes of the event under way.</summary>
    public int Held => _data.WrittenCount;

    /// <summary>Takes a line off; false when there is no whole one. The data is that of the event that the line ends, else empty.</summary>
    public bool TryTake(ref ReadOnlySequence<byte> rest, out ReadOnlyMemory<byte> data)
    {
        data = default;
        var reader = new SequenceReader<byte>(rest);
        // A line may end with both; the second half may come later.
        if (_afterReturn && reader.TryPeek(out var next))
        {
            if (next == (byte)'\n')
                reader.Advance(1);
            _afterReturn = false;
        }

        if (!reader.TryReadToAny(out ReadOnlySequence<byte> line, "\r\n"u8, advancePastDelimiter: false))
        {
            rest = reader.UnreadSequence;
            return false;
        }

        reader.TryRead(out var end);
        _afterReturn = end == (byte)'\r';
        rest = reader.UnreadSequence;
        data = Take(line.IsSingleSegment ? line.FirstSpan : line.ToArray());
        return true;
    }

    /// <summary>The event under way, which is over; empty when there is none.</summary>
    public ReadOnlyMemory<byte> End()
    {
        if (!_hasData)
            return default;
        ReadOnlyMemory<byte> whole = _data.WrittenSpan.ToArray();
        _data.ResetWrittenCount();
        _hasData = false;
        return whole;
    }

    private ReadOnlyMemory<byte> Take(ReadOnlySpan<byte> line)
    {
        if (!_begun && line.StartsWith("\uFEFF"u8))
            line = line[3..];
        _begun = true;
        if (line.IsEmpty)
            return End();
        var colon = line.IndexOf((byte)':');
        if (!(colon < 0 ? line : line[..colon]).SequenceEqual("data"u8))
            return default;
        var value = colon < 0 ? [] : line[(colon + 1)..];
        if (_hasData)
            _data.Write("\n"u8);
        _data.Write(value.StartsWith(" "u8) ? value[1..] : value);
        _hasData = true;
        return default;
    }
}
