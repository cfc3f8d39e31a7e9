namespace SynthTrain.Models.Tokenizers.Bpe;

/// <summary>Merges the symbols of one word: always the pair of the lowest rank, the leftmost of equals. Used by one thread at a time.</summary>
/// <remarks>Same order as <see href="https://github.com/huggingface/tokenizers/blob/main/tokenizers/src/models/bpe/word.rs"/>.</remarks>
internal sealed class Merger(MergeTable merges)
{
    private const int Short = 40;

    private readonly uint[] _ranks = new uint[Short];
    private readonly int[] _merged = new int[Short];
    private readonly PriorityQueue<int, ulong> _queue = new();
    private int[] _next = [], _previous = [];

    /// <summary>Merges in place.</summary>
    /// <param name="ids">The symbols; the tokens after.</param>
    /// <param name="lengths">How long each is; empty when nobody asks.</param>
    /// <returns>How many tokens are left.</returns>
    public int Merge(Span<int> ids, Span<int> lengths) => ids.Length < 2 ? ids.Length : ids.Length <= Short ? MergeShort(ids, lengths) : MergeLong(ids, lengths);

    /// <summary>Gives up what a long word took.</summary>
    public void Trim()
    {
        if (_next.Length <= Scratch.MostKept)
            return;
        (_next, _previous) = ([], []);
        _queue.Clear();
        _queue.TrimExcess();
    }

    private int MergeShort(Span<int> ids, Span<int> lengths)
    {
        var count = ids.Length;
        var ranks = _ranks.AsSpan();
        var merged = _merged.AsSpan();
        for (var i = 0; i < count - 1; i++)
            ranks[i] = merges.Find(ids[i], ids[i + 1], out merged[i]);
        while (true)
        {
            var (best, rank) = (-1, MergeTable.None);
            for (var i = 0; i < count - 1; i++)
            {
                if (ranks[i] < rank)
                    (best, rank) = (i, ranks[i]);
            }

            if (best < 0)
                return count;
            ids[best] = merged[best];
            if (lengths.Length > 0)
            {
                lengths[best] += lengths[best + 1];
                lengths[(best + 2)..count].CopyTo(lengths[(best + 1)..]);
            }

            ids[(best + 2)..count].CopyTo(ids[(best + 1)..]);
            count--;
            if (best + 1 < count)
            {
                ranks[(best + 2)..count].CopyTo(ranks[(best + 1)..]);
                merged[(best + 2)..count].CopyTo(merged[(best + 1)..]);
                ranks[best] = merges.Find(ids[best], ids[best + 1], out merged[best]);
            }

            if (best > 0)
                ranks[best - 1] = merges.Find(ids[best - 1], ids[best], out merged[best - 1]);
        }
    }

    private int MergeLong(Span<int> ids, Span<int> lengths)
    {
        var count = ids.Length;
        if (_next.Length < count)
            (_next, _previous) = (new int[count], new int[count]);
        _queue.Clear();
        _queue.EnsureCapacity(count);
        for (var i = 0; i < count; i++)
        {
            (_next[i], _previous[i]) = (i + 1 < count ? i + 1 : -1, i - 1);
            Offer(ids, i);
        }

        while (_queue.TryDequeue(out var at, out var priority))
        {
            var right = ids[at] < 0 ? -1 : _next[at];
            if (right < 0 || merges.Find(ids[at], ids[right], out var merged) != (uint)(priority >> 32))
                continue;
            ids[at] = merged;
            ids[right] = -1;
            if (lengths.Length > 0)
                lengths[at] += lengths[right];
            _next[at] = _next[right];
            if (_next[at] >= 0)
                _previous[_next[at]] = at;
            Offer(ids, at);
            if (_previous[at] >= 0)
                Offer(ids, _previous[at]);
        }

        var kept = 0;
        for (var i = 0; i >= 0; i = _next[i], kept++)
        {
            ids[kept] = ids[i];
            if (lengths.Length > 0)
                lengths[kept] = lengths[i];
        }

        return kept;
    }

    private void Offer(ReadOnlySpan<int> ids, int at)
    {
        if (_next[at] < 0)
            return;
        var rank = merges.Find(ids[at], ids[_next[at]], out _);
        if (rank != MergeTable.None)
            _queue.Enqueue(at, ((ulong)rank << 32) | (uint)at);
    }
}
