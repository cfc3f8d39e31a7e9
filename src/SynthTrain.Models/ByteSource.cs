namespace SynthTrain.Models;

/// <summary>Bytes at positions: a file, or memory. Reading past the end is <see cref="ModelFault.Damaged"/>, never a short answer.</summary>
internal abstract class ByteSource : IDisposable
{
    protected ByteSource(string name, long length) => (Name, Length) = (name, length);

    /// <summary>The file as the caller named it.</summary>
    public string Name { get; }

    /// <summary>How many bytes there are.</summary>
    public long Length { get; }

    /// <summary>Opens a file for reads at positions.</summary>
    public static ByteSource Open(string path)
    {
        try
        {
            return new FileByteSource(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException || (exception is UnauthorizedAccessException && Directory.Exists(path)))
        {
            throw new ModelException(ModelFault.NotFound, $"there is no file '{path}'", path, inner: exception);
        }
    }

    /// <summary>Bytes in memory.</summary>
    public static ByteSource Of(ReadOnlyMemory<byte> bytes, string name) => new MemorySource(bytes, name);

    /// <summary>Fills the whole buffer from a position.</summary>
    public void Read(long position, Span<byte> into)
    {
        if (position < 0 || position > Length - into.Length)
            throw new ModelException(ModelFault.Damaged, $"'{Name}' ends at byte {Length}, but bytes {position} to {position + into.Length} are named in it: the file is cut off; copy or download it again", Name);
        ReadInside(position, into);
    }

    /// <summary>The bytes themselves, without a copy: valid until the source is disposed.</summary>
    public ReadOnlySpan<byte> Span(long position, int length)
    {
        if (position < 0 || position > Length - length)
            throw new ArgumentOutOfRangeException(nameof(position), position, $"'{Name}' has {Length} bytes");
        return SpanInside(position, length);
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected abstract void ReadInside(long position, Span<byte> into);

    protected abstract ReadOnlySpan<byte> SpanInside(long position, int length);

    protected abstract void Dispose(bool disposing);

    private sealed class MemorySource(ReadOnlyMemory<byte> bytes, string name) : ByteSource(name, bytes.Length)
    {
        protected override void ReadInside(long position, Span<byte> into) => SpanInside(position, into.Length).CopyTo(into);

        protected override ReadOnlySpan<byte> SpanInside(long position, int length) => bytes.Span.Slice((int)position, length);

        protected override void Dispose(bool disposing)
        {
        }
    }
}
