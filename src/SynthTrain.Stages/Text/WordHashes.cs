using System.Numerics;

namespace SynthTrain.Stages.Text;

/// <summary>64-bit hashes of words and of runs of words; the same on every machine.</summary>
internal static class WordHashes
{
    private const ulong FnvOffset = 14695981039346656037;
    private const ulong FnvPrime = 1099511628211;
    private const ulong RunBase = 0x9E3779B97F4A7C15;

    /// <summary>One hash for each word of a normalised text, in order: FNV-1a, then the finalizer of SplitMix64.</summary>
    public static ulong[] Of(string normalized)
    {
        if (normalized.Length == 0)
            return [];
        var hashes = new ulong[normalized.AsSpan().Count(' ') + 1];
        var word = 0;
        var hash = FnvOffset;
        foreach (var c in normalized)
        {
            if (c != ' ')
            {
                hash = (hash ^ c) * FnvPrime;
                continue;
            }

            hashes[word++] = Mix(hash);
            hash = FnvOffset;
        }

        hashes[word] = Mix(hash);
        return hashes;
    }

    /// <summary>One hash for each run of <paramref name="length"/> words, by a rolling polynomial; none when the text is shorter.</summary>
    public static IEnumerable<ulong> Runs(ulong[] words, int length)
    {
        if (words.Length < length)
            yield break;
        ulong power = 1;
        ulong sum = 0;
        for (var i = 0; i < length; i++)
        {
            sum = (sum * RunBase) + words[i];
            power *= RunBase;
        }

        yield return Mix(sum);
        for (var i = length; i < words.Length; i++)
        {
            sum = (sum * RunBase) + words[i] - (words[i - length] * power);
            yield return Mix(sum);
        }
    }

    /// <summary>The finalizer of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014).</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    /// <summary>A hash of three neighbours; their order counts.</summary>
    public static ulong Three(ulong first, ulong second, ulong third) =>
        Mix((first * RunBase) + BitOperations.RotateLeft(second * RunBase, 21) + BitOperations.RotateLeft(third * RunBase, 42));
}
