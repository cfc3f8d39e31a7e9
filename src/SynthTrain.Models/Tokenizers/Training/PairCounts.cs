using System.Runtime.InteropServices;

namespace SynthTrain.Models.Tokenizers.Training;

/// <summary>How often pairs of symbols stand side by side, and in which words; the most frequent is found by a heap whose entries may be out of date.</summary>
internal sealed class PairCounts
{
    private readonly Dictionary<(int Left, int Right), (long Count, List<int> Words)> _pairs = [];
    private readonly PriorityQueue<((int Left, int Right) Pair, long Count), (long Count, int Left, int Right)> _queue
        = new(Comparer<(long Count, int Left, int Right)>.Create((x, y) => x.Count != y.Count ? y.Count.CompareTo(x.Count) : (x.Left, x.Right).CompareTo((y.Left, y.Right))));
    private readonly HashSet<(int Left, int Right)> _changed = [];

    public void Change((int Left, int Right) pair, long by, int word)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_pairs, pair, out var known);
        if (!known)
            entry.Words = [];
        entry.Count += by;
        if (by > 0 && (entry.Words.Count == 0 || entry.Words[^1] != word))
            entry.Words.Add(word);
        _changed.Add(pair);
    }

    /// <summary>Puts the pairs that changed into the heap anew.</summary>
    public void Commit()
    {
        foreach (var pair in _changed)
        {
            var count = _pairs[pair].Count;
            if (count > 0)
                _queue.Enqueue((pair, count), (count, pair.Left, pair.Right));
        }

        _changed.Clear();
    }

    /// <summary>Takes the most frequent pair, of equals the one with the smallest ids, with the words it may be in.</summary>
    public bool Take(long least, out (int Left, int Right) pair, out List<int> words)
    {
        while (_queue.TryDequeue(out var top, out _))
        {
            (pair, words) = (top.Pair, []);
            if (!_pairs.TryGetValue(pair, out var entry) || entry.Count != top.Count)
                continue;
            if (entry.Count < least)
                return false;
            words = entry.Words;
            _pairs.Remove(pair);
            return true;
        }

        (pair, words) = (default, []);
        return false;
    }
}
