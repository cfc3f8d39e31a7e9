using System.Globalization;

namespace SynthTrain.Core.IO;

/// <summary>A file that appears whole or not at all: written beside its target, flushed to the device, renamed.</summary>
public sealed class AtomicFile : IDisposable
{
    /// <summary>Ending of files under way; one that a killed process left behind is overwritten by the next.</summary>
    public const string TemporarySuffix = ".synthtmp";

    private static int s_count;
    private readonly IFileSystem _files;
    private readonly string _target;
    private Stream? _stream;

    /// <summary>Starts writing.</summary>
    /// <param name="files">The file system.</param>
    /// <param name="target">Where the file appears.</param>
    /// <param name="shared">True where several processes may write the same file at once: the temporary file then has a name of its own.</param>
    public AtomicFile(IFileSystem files, string target, bool shared = false)
    {
        _files = files;
        _target = target;
        TemporaryPath = (shared ? string.Create(CultureInfo.InvariantCulture, $"{target}.{Environment.ProcessId}-{Interlocked.Increment(ref s_count)}") : target) + TemporarySuffix;
        _stream = files.Create(TemporaryPath);
    }

    /// <summary>Where the bytes are until <see cref="Commit"/>.</summary>
    public string TemporaryPath { get; }

    /// <summary>The stream to write to.</summary>
    public Stream Stream => _stream ?? throw new InvalidOperationException("The file is committed or disposed.");

    /// <summary>Flushes to the device and closes, without renaming yet. A writer that has disposed the stream already is fine.</summary>
    public void Close()
    {
        if (_stream is FileStream { CanWrite: true } file)
        {
            file.Flush(flushToDisk: true);
        }
        else if (_stream is FileStream)
        {
            using var again = _files.OpenAppend(TemporaryPath);
            again.Flush(flushToDisk: true);
        }

        _stream?.Dispose();
        _stream = null;
    }

    /// <summary>Closes and renames over the target.</summary>
    public void Commit()
    {
        Close();
        _files.Replace(TemporaryPath, _target);
    }

    /// <summary>Closes; bytes that were not committed stay in the temporary file until the next write.</summary>
    public void Dispose()
    {
        _stream?.Dispose();
        _stream = null;
    }

    /// <summary>Writes a small file in one go; the caller is its only writer.</summary>
    public static void Write(IFileSystem files, string target, ReadOnlySpan<byte> content) => Write(files, target, content, shared: false);

    /// <summary>Writes a small file in one go that other processes may write at the same time; the last one stands.</summary>
    public static void WriteShared(IFileSystem files, string target, ReadOnlySpan<byte> content) => Write(files, target, content, shared: true);

    /// <summary>As <see cref="WriteShared"/>, but a file that holds this content already is left alone, its time included.</summary>
    public static void WriteWhenDifferent(IFileSystem files, string target, byte[] content)
    {
        if (files.Stat(target)?.Length == content.Length && TextFile.ReadBytes(files, target, target).AsSpan().SequenceEqual(content))
            return;
        WriteShared(files, target, content);
    }

    private static void Write(IFileSystem files, string target, ReadOnlySpan<byte> content, bool shared)
    {
        using var file = new AtomicFile(files, target, shared);
        file.Stream.Write(content);
        file.Commit();
    }
}
