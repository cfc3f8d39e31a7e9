namespace SynthTrain.Stages.SplitExamples;

/// <summary>Distinct-n: different runs of n words over all runs of n words (Li et al., A Diversity-Promoting Objective Function for Neural Conversation Models, 2016), for n from 1 to 3.</summary>
internal sealed class NgramShares
{
    private const int Longest = 3;
    private readonly HashSet<ulong>[] _seen = [.. Enumerable.Range(0, Longest).Select(_ => new HashSet<ulong>())];
    private readonly long[] _all = new long[Longest];
    private long _texts;

    /// <summary>Words of a text in the mean.</summary>
    public double MeanLength => _texts == 0 ? 0 : (double)_all[0] / _texts;

    /// <summary>Takes a text's words.</summary>
    public void Add(ReadOnlySpan<ulong> words)
    {
        _texts++;
        for (var n = 1; n <= Longest; n++)
        {
            for (var at = 0; at + n <= words.Length; at++)
            {
                _seen[n - 1].Add(Ngram.Of(words.Slice(at, n)));
                _all[n - 1]++;
            }
        }
    }

    /// <summary>The share for runs of <paramref name="n"/> words; 0 when there is none.</summary>
    public double Share(int n) => _all[n - 1] == 0 ? 0 : (double)_seen[n - 1].Count / _all[n - 1];
}
