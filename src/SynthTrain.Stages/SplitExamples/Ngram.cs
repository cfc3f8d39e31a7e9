using SynthTrain.Stages.Text;

namespace SynthTrain.Stages.SplitExamples;

/// <summary>A run of words as one number.</summary>
internal static class Ngram
{
    /// <summary>The words' number; another for another order or length.</summary>
    public static ulong Of(ReadOnlySpan<ulong> words)
    {
        var hash = (ulong)words.Length;
        foreach (var word in words)
            hash = WordHashes.Mix(hash ^ word) + word;
        return hash;
    }
}
