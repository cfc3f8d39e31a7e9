using System.Globalization;
using System.Text;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;

namespace SynthTrain.Core.Builds;

/// <summary>A lock between processes that the kernel releases when its holder dies. The process id inside is for the message only.</summary>
public sealed class FileLock : IDisposable
{
    private static readonly TimeSpan s_retry = TimeSpan.FromMilliseconds(50);
    private readonly FileStream _stream;

    private FileLock(FileStream stream) => _stream = stream;

    /// <summary>Takes the lock, waiting for its holder to finish.</summary>
    /// <param name="files">The file system.</param>
    /// <param name="path">The lock file; made when absent, never deleted.</param>
    /// <param name="what">What is locked, for the message.</param>
    /// <param name="wait">How long to wait, and by which clock.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="SynthException"><see cref="Codes.StageLocked"/>.</exception>
    public static async Task<FileLock> TakeAsync(IFileSystem files, string path, string what, (TimeSpan Patience, TimeProvider Time) wait, CancellationToken cancellationToken)
    {
        var started = wait.Time.GetTimestamp();
        FileStream? stream;
        while ((stream = files.TryOpenAlone(path)) is null)
        {
            if (wait.Time.GetElapsedTime(started) > wait.Patience)
                throw new SynthException(Codes.StageLocked, $"{what} is held by another build{Holder(path)}; wait for it or end it, then build again.");
            await Task.Delay(s_retry, wait.Time, cancellationToken);
        }

        var taken = new FileLock(stream);
        taken.Sign();
        return taken;
    }

    /// <summary>As <see cref="TakeAsync"/>, for callers that may block.</summary>
    public static FileLock Take(IFileSystem files, string path, string what, TimeSpan patience) =>
#pragma warning disable CA2000 // The lock is the caller's to dispose.
        TakeAsync(files, path, what, (patience, TimeProvider.System), CancellationToken.None).GetAwaiter().GetResult();
#pragma warning restore CA2000

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    // For the message to others; a lock is no weaker without it.
    private void Sign()
    {
        try
        {
            _stream.SetLength(0);
            _stream.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
        }
        catch (IOException)
        {
            // A full disk; the stage itself will say so where it matters.
        }
    }

    // The lock is advisory, so the id is read past it.
    private static string Holder(string path)
    {
        try
        {
            using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[16];
            var text = Encoding.ASCII.GetString(bytes, 0, RandomAccess.Read(handle, bytes, 0)).Trim();
            return text.Length > 0 ? $" (process {text})" : "";
        }
        catch (IOException)
        {
            return "";
        }
    }
}
