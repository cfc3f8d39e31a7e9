using System.Security.Cryptography;
using System.Text;

namespace SynthTrain.Teachers.Limits;

/// <summary>Where a limiter's state lies, and the lock that guards it.</summary>
internal static class LimiterFile
{
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnersFolder = OwnersFile | UnixFileMode.UserExecute;
    private static readonly TimeSpan s_unused = TimeSpan.FromDays(1);

    /// <summary>The file of a limiter.</summary>
    public static string PathOf(LimiterOptions options, string directory)
    {
        var key = options.Key is null ? "" : Hash(options.Key);
        return Path.Combine(directory, Hash(string.Join('\n', options.Endpoint, options.Model, key, options.Limits.Window.Ticks)) + ".ring");
    }

    /// <summary>The name of the mutex that guards a file; the user's own.</summary>
    public static string MutexOf(string path) => "synthtrain-" + Hash(path);

    /// <summary>Makes folder and file the user's alone.</summary>
    /// <exception cref="IOException">One of them is a link.</exception>
    /// <exception cref="UnauthorizedAccessException">One of them is another user's.</exception>
    public static void Claim(string path, DateTimeOffset now)
    {
        var directory = Path.GetDirectoryName(path)!;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
        }
        else
        {
            Directory.CreateDirectory(directory, OwnersFolder);
            Own(new DirectoryInfo(directory), OwnersFolder);
            if (Path.Exists(path))
                Own(new FileInfo(path), OwnersFile);
        }

        Forget(directory, path, now);
    }

    // Only the owner may change a mode, so whoever may not finds out here.
    private static void Own(FileSystemInfo entry, UnixFileMode mode)
    {
        if (entry.LinkTarget is not null)
            throw new IOException($"'{entry.FullName}' is a link.");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(entry.FullName, mode);
    }

    // A window of another key, model or endpoint; what is mapped and in use is written to.
    private static void Forget(string directory, string mine, DateTimeOffset now)
    {
        foreach (var ring in Directory.EnumerateFiles(directory, "*.ring").Where(ring => ring != mine && File.GetLastWriteTimeUtc(ring) < now - s_unused))
        {
            try
            {
                File.Delete(ring);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Left for the next.
            }
        }
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}
