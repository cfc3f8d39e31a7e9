namespace SynthTrain.Stages.Text;

/// <summary>The set of runs of three neighbouring words of a text, as sorted 32-bit hashes.</summary>
/// <remarks>
/// Resemblance of texts by shingles: Broder, On the resemblance and containment of documents, 1997. A set costs 4 bytes a word.
/// Two hashes of two texts of 200 words collide with a chance of about 10⁻⁵, and then shift the similarity by one run.
/// A text of fewer than three words is one run.
/// </remarks>
internal static class ShingleSet
{
    /// <summary>Words in a run.</summary>
    public const int Width = 3;

    /// <summary>Slack for products of a threshold and a count, so that 0.9 × 10 counts as 9.</summary>
    public const double Tolerance = 1e-9;

    /// <summary>The set of a text given by <see cref="WordHashes.Of"/>; empty only for no words.</summary>
    public static uint[] Of(ReadOnlySpan<ulong> words)
    {
        if (words.IsEmpty)
            return [];
        if (words.Length < Width)
            return [(uint)(WordHashes.Three(words[0], words[^1], (ulong)words.Length) >> 32)];
        var shingles = new uint[words.Length - Width + 1];
        for (var i = 0; i < shingles.Length; i++)
            shingles[i] = (uint)(WordHashes.Three(words[i], words[i + 1], words[i + 2]) >> 32);
        Array.Sort(shingles);
        var distinct = 1;
        for (var i = 1; i < shingles.Length; i++)
        {
            if (shingles[i] != shingles[distinct - 1])
                shingles[distinct++] = shingles[i];
        }

        if (distinct < shingles.Length)
            Array.Resize(ref shingles, distinct);
        return shingles;
    }

    /// <summary>The Jaccard similarity of two sets: shared runs over all runs; 0 when one is empty.</summary>
    public static double Jaccard(ReadOnlySpan<uint> a, ReadOnlySpan<uint> b) => JaccardAtLeast(a, b, 0) ?? 0;

    /// <summary>How many runs two sets of given sizes must share: shared / (a + b − shared) ≥ t is shared ≥ t / (1 + t) · (a + b).</summary>
    public static double Needed(int a, int b, double threshold) => (threshold / (1 + threshold) * (a + b)) - Tolerance;

    /// <summary>The similarity when it reaches the threshold, else null; gives up as soon as it cannot.</summary>
    public static double? JaccardAtLeast(ReadOnlySpan<uint> a, ReadOnlySpan<uint> b, double threshold)
    {
        var needed = Needed(a.Length, b.Length, threshold);
        int i = 0, j = 0, shared = 0;
        while (i < a.Length && j < b.Length)
        {
            if (shared + Math.Min(a.Length - i, b.Length - j) < needed)
                return null;
            var (x, y) = (a[i], b[j]);
            shared += x == y ? 1 : 0;
            i += x <= y ? 1 : 0;
            j += y <= x ? 1 : 0;
        }

        return shared > 0 && shared >= needed ? (double)shared / (a.Length + b.Length - shared) : null;
    }
}
