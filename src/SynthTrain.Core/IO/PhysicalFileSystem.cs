namespace SynthTrain.Core.IO;

/// <summary>The machine's own file system.</summary>
public sealed class PhysicalFileSystem : IFileSystem
{
    private const int BufferSize = 1 << 16;

    // EWOULDBLOCK on Linux, on macOS, and ERROR_SHARING_VIOLATION on Windows.
    private static readonly int[] s_taken = [11, 35, unchecked((int)0x80070020)];

    /// <inheritdoc/>
    public Stream OpenRead(string path) =>
        new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, BufferSize, FileOptions.SequentialScan);

    /// <inheritdoc/>
    public Stream Create(string path)
    {
        CreateDirectory(Path.GetDirectoryName(path)!);
        return new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, BufferSize);
    }

    /// <inheritdoc/>
    public FileStream OpenAppend(string path)
    {
        CreateDirectory(Path.GetDirectoryName(path)!);
        var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        stream.Seek(0, SeekOrigin.End);
        return stream;
    }

    /// <inheritdoc/>
    public FileStream? TryOpenAlone(string path)
    {
        try
        {
            return OpenAlone(path);
        }
        catch (DirectoryNotFoundException)
        {
            // Looked for only now: locks are taken thousands of times a second.
            CreateDirectory(Path.GetDirectoryName(path)!);
            return TryOpenAlone(path);
        }
        catch (IOException e) when (s_taken.Contains(e.HResult))
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public FileStat? Stat(string path)
    {
        var info = new FileInfo(path);
        // A link says nothing of the file it points to.
        if (info.Exists && info.LinkTarget is not null)
            info = info.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? info;
        return info.Exists ? new FileStat(info.Length, info.LastWriteTimeUtc.Ticks) : null;
    }

    /// <inheritdoc/>
    public void Replace(string source, string target) => File.Move(source, target, overwrite: true);

    /// <inheritdoc/>
    public void Copy(string source, string target)
    {
        CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(source, target);
    }

    /// <inheritdoc/>
    public void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
            // Absent, as asked.
        }
    }

    /// <inheritdoc/>
    public void SetModified(string path, DateTimeOffset time) => File.SetLastWriteTimeUtc(path, time.UtcDateTime);

    /// <inheritdoc/>
    public void CreateDirectory(string path) => Directory.CreateDirectory(path);

    /// <inheritdoc/>
    public IReadOnlyList<string> Files(string directory, bool recursive)
    {
        if (!Directory.Exists(directory))
            return [];
        var files = Directory.GetFiles(directory, "*", recursive ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly);
        Array.Sort(files, StringComparer.Ordinal);
        return files;
    }

    private static FileStream OpenAlone(string path)
    {
        var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        stream.Seek(0, SeekOrigin.End);
        return stream;
    }
}
