using SynthTrain.Core.IO;

namespace SynthTrain.Core.Tests.Rows.Support;

/// <summary>A file system on which only so many bytes have room; the write that meets the end is torn.</summary>
internal sealed class FullDisk(long room) : IFileSystem
{
    private readonly PhysicalFileSystem _inner = new();
    private long _left = room;

    public Stream OpenRead(string path) => _inner.OpenRead(path);

    public Stream Create(string path)
    {
        using (_inner.Create(path))
        {
            // Made, so that it can be opened as one that may be full.
        }

        return new TightStream(this, path, FileMode.Truncate);
    }

    public FileStream OpenAppend(string path)
    {
        _inner.OpenAppend(path).Dispose();
        return new TightStream(this, path, FileMode.Open);
    }

    public FileStream? TryOpenAlone(string path) => _inner.TryOpenAlone(path);

    public FileStat? Stat(string path) => _inner.Stat(path);

    public void Replace(string source, string target) => _inner.Replace(source, target);

    public void SetModified(string path, DateTimeOffset time) => _inner.SetModified(path, time);

    public void Copy(string source, string target) => _inner.Copy(source, target);

    public void Delete(string path) => _inner.Delete(path);

    public void CreateDirectory(string path) => _inner.CreateDirectory(path);

    public IReadOnlyList<string> Files(string directory, bool recursive) => _inner.Files(directory, recursive);

    private int Take(int count)
    {
        var taken = (int)Math.Min(count, Math.Max(0, Interlocked.Add(ref _left, -count) + count));
        return taken;
    }

    private sealed class TightStream(FullDisk disk, string path, FileMode mode)
        : FileStream(path, mode, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0)
    {
        public override void Write(ReadOnlySpan<byte> buffer) => Write(buffer.ToArray(), 0, buffer.Length);

        public override void Write(byte[] buffer, int offset, int count)
        {
            var room = disk.Take(count);
            base.Write(buffer, offset, room);
            if (room < count)
                throw new IOException("No space left on device");
        }

        public override void WriteByte(byte value) => Write([value]);
    }
}
