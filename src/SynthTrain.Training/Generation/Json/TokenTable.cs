namespace SynthTrain.Training.Generation.Json;

/// <summary>A vocabulary in the order of its bytes, so that what tokens begin with in common is walked once.</summary>
internal sealed class TokenTable
{
    private readonly byte[][] _bytes;
    private readonly int[] _order;
    private readonly int[] _shared;
    private readonly int[] _ends;
    private readonly int _rows;
    private readonly int _longest;

    /// <param name="bytes">What each token writes; empty where it writes nothing.</param>
    /// <param name="ends">Tokens that end an answer.</param>
    /// <param name="rows">Rows of the model's scores, which may be more or fewer than there are tokens.</param>
    public TokenTable(byte[][] bytes, IReadOnlyList<int> ends, int rows)
    {
        (_bytes, _ends, _rows) = (bytes, [.. ends], rows);
        _order = [.. Enumerable.Range(0, Math.Min(bytes.Length, rows)).Where(id => bytes[id].Length > 0 && !ends.Contains(id)).Order(Comparer<int>.Create((x, y) => bytes[x].AsSpan().SequenceCompareTo(bytes[y])))];
        _longest = _order.Select(id => bytes[id].Length).DefaultIfEmpty(0).Max();
        _shared = new int[_order.Length + 1];
        for (var i = 1; i < _order.Length; i++)
            _shared[i] = bytes[_order[i]].AsSpan().CommonPrefixLength(bytes[_order[i - 1]]);
    }

    public ReadOnlySpan<byte> Bytes(int token) => _bytes[token];

    /// <summary>Whether some token writes just this.</summary>
    public bool Contains(ReadOnlySpan<byte> text)
    {
        var (low, high) = (0, _order.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var order = _bytes[_order[middle]].AsSpan().SequenceCompareTo(text);
            if (order == 0)
                return true;
            (low, high) = order < 0 ? (middle + 1, high) : (low, middle);
        }

        return false;
    }

    /// <summary>The fewest tokens that write a text, from each of its bytes on.</summary>
    public int[] Fewest(byte[] text)
    {
        var fewest = new int[text.Length + 1];
        for (var from = text.Length - 1; from >= 0; from--)
        {
            fewest[from] = CompletionCosts.Never;
            for (var length = 1; length <= Math.Min(_longest, text.Length - from); length++)
            {
                if (fewest[from + length] + 1 < fewest[from] && Contains(text.AsSpan(from, length)))
                    fewest[from] = fewest[from + length] + 1;
            }
        }

        return fewest;
    }

    /// <summary>Which tokens may come in a state; end tokens where the document may end.</summary>
    /// <param name="start">The state.</param>
    /// <param name="automaton">Where it belongs.</param>
    /// <param name="costs">What it takes to finish a document.</param>
    /// <param name="most">The most that this may take behind a token.</param>
    /// <param name="cancellation">Asked for each token.</param>
    public TokenMask Mask(AutomatonState start, JsonAutomaton automaton, CompletionCosts costs, int most, CancellationToken cancellation)
    {
        var greatest = 0;
        var mask = new ulong[(_rows + 63) / 64];
        var path = new List<AutomatonState> { start };
        for (var i = 0; i < _order.Length;)
        {
            cancellation.ThrowIfCancellationRequested();
            var bytes = _bytes[_order[i]];
            path.RemoveRange(_shared[i] + 1, path.Count - _shared[i] - 1);
            while (path.Count <= bytes.Length && path[^1].Step(bytes[path.Count - 1], automaton) is { } next)
                path.Add(next);
            if (path.Count > bytes.Length)
            {
                var least = costs.Of(path[^1]);
                if (least <= most)
                {
                    greatest = Math.Max(greatest, least);
                    Set(mask, _order[i]);
                }

                i++;
                continue;
            }

            // All that begin like this one up to the byte that led nowhere lead nowhere too.
            for (i++; _shared[i] >= path.Count; i++)
            {
            }
        }

        foreach (var end in _ends.Where(end => start.IsComplete && end < _rows))
            Set(mask, end);
        return new(mask, greatest);
    }

    private static void Set(ulong[] mask, int token) => mask[token >> 6] |= 1UL << token;
}
