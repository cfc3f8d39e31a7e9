using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace SynthTrain.Models;

/// <summary>A file: copied from by reads at positions, which are faster than page faults, and mapped into memory the first time that a span is asked for.</summary>
internal sealed unsafe class FileByteSource : ByteSource
{
    private readonly SafeFileHandle _handle;
    private readonly Lock _lock = new();
    private MemoryMappedViewAccessor? _view;
    private byte* _bytes;

    public FileByteSource(string path)
        : this(path, File.OpenHandle(path))
    {
    }

    /// <summary>The length is asked of the open file: that of a path may be that of a link.</summary>
    private FileByteSource(string path, SafeFileHandle handle)
        : base(path, RandomAccess.GetLength(handle)) => _handle = handle;

    protected override void ReadInside(long position, Span<byte> into)
    {
        while (into.Length > 0)
        {
            var read = RandomAccess.Read(_handle, into, position);
            if (read == 0)
                throw new ModelException(ModelFault.Damaged, $"'{Name}' became shorter while it was read", Name);
            position += read;
            into = into[read..];
        }
    }

    protected override ReadOnlySpan<byte> SpanInside(long position, int length)
    {
        if (length == 0)
            return default;
        if (Volatile.Read(ref _view) is null)
            Map();
        return new(_bytes + position, length);
    }

    protected override void Dispose(bool disposing)
    {
        lock (_lock)
        {
            _view?.SafeMemoryMappedViewHandle.ReleasePointer();
            _view?.Dispose();
            _view = null;
            _handle.Dispose();
        }
    }

    private void Map()
    {
        lock (_lock)
        {
            if (_view is not null)
                return;
            using var file = MemoryMappedFile.CreateFromFile(_handle, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            var view = file.CreateViewAccessor(0, Length, MemoryMappedFileAccess.Read);
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref _bytes);
            Volatile.Write(ref _view, view);
        }
    }
}
