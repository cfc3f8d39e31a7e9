namespace SynthTrain.Stages.Split;

/// <summary>Assigns any number of groups, not always in the best way, but close to it.</summary>
/// <remarks>
/// Largest groups first, ties in an order shuffled by the seed, each to the split that lacks most rows (Graham's longest-processing-time rule with targets); then
/// single groups move and pairs of groups change places as long as the sum of squared deviations falls.
/// </remarks>
internal sealed class GreedyAssignment
{
    private readonly double[] _surplus;
    private readonly SortedDictionary<int, SortedSet<int>>[] _bySize;
    private readonly int[] _counts;
    private readonly bool[] _asked;
    private readonly int[] _splits;

    private GreedyAssignment(int groups, IReadOnlyList<double> fractions, long rows)
    {
        _surplus = [.. fractions.Select(fraction => -fraction * rows)];
        _asked = [.. fractions.Select(fraction => fraction > 0)];
        _bySize = [.. fractions.Select(_ => new SortedDictionary<int, SortedSet<int>>())];
        _counts = new int[fractions.Count];
        _splits = new int[groups];
    }

    /// <summary>The split of each group.</summary>
    /// <param name="sizes">Sizes of the groups, largest first, ties shuffled.</param>
    /// <param name="fractions">Fractions of the rows.</param>
    /// <param name="minimum">Groups that each split must have.</param>
    public static int[] Assign(IReadOnlyList<int> sizes, IReadOnlyList<double> fractions, int[] minimum)
    {
        var assignment = new GreedyAssignment(sizes.Count, fractions, sizes.Sum(size => (long)size));
        for (var group = 0; group < sizes.Count; group++)
            assignment.Put(sizes[group], group, assignment.Neediest());
        assignment.FillEmpty(minimum);
        while (assignment.Improve(minimum))
        {
            // Each step lowers the sum of squared deviations, so it ends.
        }

        return assignment._splits;
    }

    private int Neediest()
    {
        var neediest = -1;
        for (var split = 0; split < _surplus.Length; split++)
        {
            if (_asked[split] && (neediest < 0 || _surplus[split] < _surplus[neediest]))
                neediest = split;
        }

        return neediest;
    }

    private void FillEmpty(int[] minimum)
    {
        for (var split = 0; split < minimum.Length; split++)
        {
            if (_counts[split] >= minimum[split])
                continue;
            var donor = Enumerable.Range(0, _counts.Length).Where(other => other != split && _counts[other] > minimum[other]).MaxBy(other => _surplus[other]);
            Move(_bySize[donor].Keys.First(), donor, split);
        }
    }

    private bool Improve(int[] minimum)
    {
        var best = (Gain: 1e-6, From: -1, To: -1, Size: 0, Back: 0);
        for (var from = 0; from < _surplus.Length; from++)
        {
            for (var to = 0; to < _surplus.Length; to++)
            {
                if (from == to || !_asked[to] || _surplus[from] <= _surplus[to])
                    continue;
                foreach (var (gain, size, back) in Steps(from, to, _counts[from] > minimum[from]))
                {
                    if (gain > best.Gain)
                        best = (gain, from, to, size, back);
                }
            }
        }

        if (best.From < 0)
            return false;
        Move(best.Size, best.From, best.To);
        if (best.Back > 0)
            Move(best.Back, best.To, best.From);
        return true;
    }

    // Moving e rows over changes the sum of squares by 2e(e - d), where d is the difference of the surpluses.
    private IEnumerable<(double Gain, int Size, int Back)> Steps(int from, int to, bool mayShrink)
    {
        var difference = _surplus[from] - _surplus[to];
        foreach (var size in _bySize[from].Keys)
        {
            if (mayShrink)
                yield return (2 * size * (difference - size), size, 0);
            foreach (var back in _bySize[to].Keys)
            {
                if (back >= size)
                    break;
                yield return (2 * (size - back) * (difference - (size - back)), size, back);
            }
        }
    }

    private void Put(int size, int group, int split)
    {
        if (!_bySize[split].TryGetValue(size, out var groups))
            _bySize[split][size] = groups = [];
        groups.Add(group);
        _surplus[split] += size;
        _counts[split]++;
        _splits[group] = split;
    }

    private void Move(int size, int from, int to)
    {
        var groups = _bySize[from][size];
        var group = groups.Min;
        groups.Remove(group);
        if (groups.Count == 0)
            _bySize[from].Remove(size);
        _surplus[from] -= size;
        _counts[from]--;
        Put(size, group, to);
    }
}
