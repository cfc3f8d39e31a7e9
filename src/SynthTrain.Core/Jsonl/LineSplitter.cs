namespace SynthTrain.Core.Jsonl;

/// <summary>Cuts a stream into lines with one reused buffer; a byte order mark at the start is passed over.</summary>
public sealed class LineSplitter(Stream stream)
{
    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private long _offset;
    private int _number;
    private bool _ended;

    /// <summary>Bytes of the stream that the lines so far make up, line breaks included.</summary>
    public long Consumed => _offset;

    /// <summary>Reads the next line; false at the end.</summary>
    public bool Next(out TextLine line)
    {
        var scanned = 0;
        while (!TryTake(ref scanned, out line))
        {
            if (_ended)
                return false;
            Room();
            Filled(stream.Read(_buffer, _end, _buffer.Length - _end));
        }

        return true;
    }

    /// <summary>Reads the next line; null at the end.</summary>
    public async ValueTask<TextLine?> NextAsync(CancellationToken cancellationToken)
    {
        var scanned = 0;
        TextLine line;
        while (!TryTake(ref scanned, out line))
        {
            if (_ended)
                return null;
            Room();
            Filled(await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken));
        }

        return line;
    }

    private bool TryTake(ref int scanned, out TextLine line)
    {
        var feed = _buffer.AsSpan(_start + scanned, _end - _start - scanned).IndexOf((byte)'\n');
        if (feed >= 0)
        {
            line = Take(scanned + feed, terminated: true);
            return true;
        }

        scanned = _end - _start;
        var isLast = _ended && scanned > 0;
        line = isLast ? Take(scanned, terminated: false) : default;
        return isLast;
    }

    private TextLine Take(int length, bool terminated)
    {
        var offset = _offset;
        var bytes = _buffer.AsMemory(_start, length);
        var used = length + (terminated ? 1 : 0);
        _start += used;
        _offset += used;
        if (_number == 0 && bytes.Span.StartsWith("\uFEFF"u8))
        {
            bytes = bytes[3..];
            offset += 3;
        }

        if (terminated && bytes.Length > 0 && bytes.Span[^1] == '\r')
            bytes = bytes[..^1];
        return new TextLine(bytes, ++_number, offset, terminated);
    }

    private void Room()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
    }

    private void Filled(int read)
    {
        _end += read;
        _ended = read == 0;
    }
}
