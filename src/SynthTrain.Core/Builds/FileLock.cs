using System.Globalization;
using System.Text;
using SynthTrain.Core.Diagnostics;

namespace SynthTrain.Core.Builds;

/// <summary>A lock between processes that the kernel releases when its holder dies. The process id inside is for the message only.</summary>
public sealed class FileLock : IDisposable
{
    private static readonly TimeSpan s_retry = TimeSpan.FromMilliseconds(50);
    private readonly FileStream _stream;

    private FileLock(FileStream stream) => _stream = stream;

    /// <summary>Takes the lock, waiting for its holder to finish.</summary>
    /// <param name="path">The lock file; made when absent, never deleted.</param>
    /// <param name="what">What is locked, for the message.</param>
    /// <param name="patience">How long to wait.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="SynthException"><see cref="Codes.StageLocked"/>.</exception>
    public static async Task<FileLock> TakeAsync(string path, string what, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var started = time.GetTimestamp();
        FileLock? taken;
        while ((taken = TryTake(path)) is null)
        {
            if (time.GetElapsedTime(started) > patience)
                throw new SynthException(Codes.StageLocked, $"{what} is held by another build{Holder(path)}; wait for it or end it, then build again.");
            await Task.Delay(s_retry, time, cancellationToken);
        }

        return taken;
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private static FileLock? TryTake(string path)
    {
        FileStream? stream = null;
        try
        {
            stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            stream.SetLength(0);
            stream.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            stream.Flush();
            return new FileLock(stream);
        }
        catch (IOException e) when (stream is null && e is not DirectoryNotFoundException and not FileNotFoundException)
        {
            return null;
        }
    }

    // Another open handle is shared for nothing, so the id is read past the lock.
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
