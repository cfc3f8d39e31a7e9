using System.Security.Cryptography;
using SynthTrain.Core.IO;

namespace SynthTrain.Core.Hashing;

/// <summary>SHA-256 of whole files, reading ahead while the last block is hashed.</summary>
public static class FileHasher
{
    private const int BlockSize = 1 << 20;

    /// <summary>Hashes a file.</summary>
    /// <returns>Lower-case hex.</returns>
    public static string Hash(IFileSystem files, string path)
    {
        using var stream = files.OpenRead(path);
        return stream.Length <= BlockSize ? ContentHash.Of(stream) : HashLarge(stream);
    }

    private static string HashLarge(Stream stream)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var current = new byte[BlockSize];
        var next = new byte[BlockSize];
        var length = stream.ReadAtLeast(current, BlockSize, throwOnEndOfStream: false);
        while (length > 0)
        {
            var ahead = next;
            var reading = Task.Run(() => stream.ReadAtLeast(ahead, BlockSize, throwOnEndOfStream: false));
            hash.AppendData(current, 0, length);
            length = reading.GetAwaiter().GetResult();
            (current, next) = (next, current);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
