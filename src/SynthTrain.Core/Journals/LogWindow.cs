using Microsoft.Win32.SafeHandles;

namespace SynthTrain.Core.Journals;

/// <summary>Reads lines at given positions through one buffer: large steps while the positions run forward, small ones while they jump.</summary>
internal sealed class LogWindow(SafeFileHandle handle)
{
    private const int Smallest = 1 << 13;
    private const int Largest = 1 << 18;
    private byte[] _bytes = new byte[Largest];
    private int _size = Smallest;
    private long _start;
    private int _count;

    /// <summary>The line that begins at a position, without its line feed; valid until the next call.</summary>
    /// <exception cref="EndOfStreamException">The file holds no whole line there.</exception>
    public ReadOnlyMemory<byte> Line(long offset)
    {
        if (TryTake(offset, out var line))
            return line;
        var near = Math.Abs(offset - (_start + _count)) < _size;
        _size = near ? Math.Min(_size * 2, Largest) : Smallest;
        // Lines of rows that were under way together stand in the order they ended: some of the next lie before this one.
        Fill(Math.Max(0, offset - (near ? _size / 4 : 0)), _size);
        if (TryTake(offset, out line))
            return line;
        for (var size = _size; ; size *= 2)
        {
            Fill(offset, size);
            if (TryTake(offset, out line))
                return line;
            if (_count < size)
                throw new EndOfStreamException($"No line begins at {offset}.");
        }
    }

    private bool TryTake(long offset, out ReadOnlyMemory<byte> line)
    {
        line = default;
        if (offset < _start || offset >= _start + _count)
            return false;
        var from = (int)(offset - _start);
        var length = _bytes.AsSpan(from, _count - from).IndexOf((byte)'\n');
        if (length >= 0)
            line = _bytes.AsMemory(from, length);
        return length >= 0;
    }

    private void Fill(long start, int size)
    {
        if (_bytes.Length < size)
            _bytes = new byte[size];
        _start = start;
        _count = 0;
        while (_count < size && RandomAccess.Read(handle, _bytes.AsSpan(_count, size - _count), _start + _count) is var read and > 0)
            _count += read;
    }
}
