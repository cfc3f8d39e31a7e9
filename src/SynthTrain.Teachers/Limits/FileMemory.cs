using System.IO.MemoryMappedFiles;

namespace SynthTrain.Teachers.Limits;

/// <summary>Cells in a file that several processes map.</summary>
internal sealed class FileMemory : ILogMemory, IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    private FileMemory(MemoryMappedFile file, int length) => (_file, _view, Length) = (file, file.CreateViewAccessor(0, (long)length * sizeof(long)), length);

    /// <inheritdoc/>
    public int Length { get; }

    /// <inheritdoc/>
    public long this[int cell]
    {
        get => _view.ReadInt64((long)cell * sizeof(long));
        set => _view.Write((long)cell * sizeof(long), value);
    }

    /// <summary>Maps a file, made of zeros when absent.</summary>
    public static FileMemory Open(string path, int length, DateTimeOffset used)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
#pragma warning disable CA2000 // Each is handed on to what disposes of it.
        var stream = new FileStream(path, options);
        try
        {
            // In use, though nothing be limited.
            File.SetLastWriteTimeUtc(stream.SafeFileHandle, used.UtcDateTime);
            return new FileMemory(MemoryMappedFile.CreateFromFile(stream, null, (long)length * sizeof(long), MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false), length);
#pragma warning restore CA2000
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }
}
