using System.Buffers.Binary;
using System.Text;

namespace SynthTrain.Models.Gguf;

/// <summary>Reads a header's primitive values front to back through one buffer; what a count claims is held against the bytes that are left before anything is allocated.</summary>
internal sealed class GgufCursor(ByteSource source)
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly byte[] _buffer = new byte[Math.Clamp(source.Length, 8, 1 << 16)];
    private long _start;
    private int _filled;
    private int _next;

    /// <summary>The position of the next byte.</summary>
    public long Position => _start + _next;

    /// <summary>The bytes that are left.</summary>
    public long Left => source.Length - Position;

    public byte U8() => Take(1)[0];

    public uint U32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ulong U64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    /// <summary>A count of things that take at least so many bytes each.</summary>
    public int Count(string what, int bytesEach)
    {
        var at = Position;
        var count = U64();
        if (count > (ulong)(Left / bytesEach) || count > (ulong)Array.MaxLength)
            throw Damaged($"byte {at} claims {count} {what}, but only {Left} bytes follow");
        return (int)count;
    }

    /// <summary>A length and so many bytes of UTF-8.</summary>
    public string Text(string what, int most = int.MaxValue)
    {
        var at = Position;
        var length = Count("bytes of " + what, 1);
        if (length > most)
            throw Damaged($"{what} at byte {at} has {length} bytes; at most {most} are allowed");
        try
        {
            if (length <= _buffer.Length)
                return s_strict.GetString(Take(length));
            var bytes = new byte[length];
            Bytes(bytes);
            return s_strict.GetString(bytes);
        }
        catch (DecoderFallbackException exception)
        {
            throw Damaged($"{what} at byte {at} is not UTF-8: {exception.Message}");
        }
    }

    /// <summary>So many raw bytes.</summary>
    public void Bytes(Span<byte> into)
    {
        var buffered = Math.Min(into.Length, _filled - _next);
        _buffer.AsSpan(_next, buffered).CopyTo(into);
        _next += buffered;
        if (buffered == into.Length)
            return;
        source.Read(Position, into[buffered..]);
        (_start, _filled, _next) = (Position + into.Length - buffered, 0, 0);
    }

    public ModelException Damaged(string what) => new(ModelFault.Damaged, $"'{source.Name}' is not a sound GGUF file: {what}", source.Name);

    public ModelException Unsupported(string what) => new(ModelFault.UnsupportedQuantization, $"'{source.Name}' cannot be read: {what}", source.Name);

    private ReadOnlySpan<byte> Take(int count)
    {
        if (_filled - _next < count)
        {
            _start = Position;
            _next = 0;
            _filled = (int)Math.Min(_buffer.Length, source.Length - _start);
            if (_filled < count)
                throw Damaged($"it is cut off at byte {source.Length}, within its header");
            source.Read(_start, _buffer.AsSpan(0, _filled));
        }

        _next += count;
        return _buffer.AsSpan(_next - count, count);
    }
}
