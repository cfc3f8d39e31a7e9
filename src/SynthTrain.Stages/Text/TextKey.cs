using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace SynthTrain.Stages.Text;

/// <summary>128 bits of SHA-256: stands for a text where only equality matters, or orders texts by a seed.</summary>
internal static class TextKey
{
    /// <summary>Of a text.</summary>
    public static UInt128 Of(string text) => Head(SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan())));

    /// <summary>A place in an order that only the seed and the id decide: how rows are drawn and groups shuffled, with no generator and no order of files.</summary>
    public static UInt128 Rank(int seed, string id) =>
        Head(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{seed}\n{id}"))));

    private static UInt128 Head(ReadOnlySpan<byte> hash) => BinaryPrimitives.ReadUInt128BigEndian(hash);
}
