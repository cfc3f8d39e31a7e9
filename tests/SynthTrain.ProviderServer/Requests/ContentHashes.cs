using System.Security.Cryptography;
using System.Text;

namespace SynthTrain.Loopback.Requests;

/// <summary>Hashes by which equal requests are known.</summary>
internal static class ContentHashes
{
    /// <summary>Hash of path and body.</summary>
    public static string Of(string path, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(path));
        hash.AppendData(body);
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 12));
    }
}
