using System.Security.Cryptography;
using System.Text;

namespace SynthTrain.Core.Hashing;

/// <summary>SHA-256 as lower-case hex: what manifests, keys and the run cache name content by.</summary>
public static class ContentHash
{
    /// <summary>Of bytes.</summary>
    public static string Of(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Of a text's UTF-8 bytes.</summary>
    public static string Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    /// <summary>Of a stream from where it stands to its end.</summary>
    public static string Of(Stream stream) => Convert.ToHexStringLower(SHA256.HashData(stream));
}
