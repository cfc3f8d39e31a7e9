using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SynthTrain.Core.Hashing;

/// <summary>Numbers that look random and are equal for equal seeds, on every machine and runtime version.</summary>
/// <remarks>SplitMix64 (Steele, Lea, Flood 2014), started from the SHA-256 of the seeds. <see cref="Random"/> promises no such stability.</remarks>
public sealed class SeededRandom
{
    private ulong _state;

    /// <summary>Starts from texts; their order and borders count.</summary>
    public SeededRandom(params ReadOnlySpan<string> seeds) => _state = Hash(seeds);

    /// <summary>A 64-bit hash of texts, for choices that must not depend on how many were made before.</summary>
    public static ulong Hash(params ReadOnlySpan<string> texts)
    {
        var joined = Encoding.UTF8.GetBytes(string.Join('\0', texts.ToArray()));
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(joined, hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }

    /// <summary>The next 64 bits.</summary>
    public ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 to one less than <paramref name="limit"/>.</summary>
    public int Below(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return (int)Math.BigMul(Next(), (ulong)limit, out _);
    }

    /// <summary>One of the items.</summary>
    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>Puts the items into another order (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var last = items.Length - 1; last > 0; last--)
        {
            var other = Below(last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }
}
