namespace SynthTrain.Stages.Split;

/// <summary>Tries every assignment of a few groups and takes the best; of equal ones the first, with the earlier groups in the earlier splits.</summary>
internal sealed class BestAssignment
{
    private readonly IReadOnlyList<int> _sizes;
    private readonly IReadOnlyList<double> _fractions;
    private readonly int[] _minimum;
    private readonly double[] _surplus;
    private readonly int[] _counts;
    private readonly int[] _current;
    private int[] _best;
    private double _least = double.MaxValue;

    private BestAssignment(IReadOnlyList<int> sizes, IReadOnlyList<double> fractions, int[] minimum)
    {
        _sizes = sizes;
        _fractions = fractions;
        _minimum = minimum;
        var rows = sizes.Sum(size => (long)size);
        _surplus = [.. fractions.Select(fraction => -fraction * rows)];
        _counts = new int[fractions.Count];
        _current = new int[sizes.Count];
        _best = _current;
    }

    /// <summary>The split of each group.</summary>
    /// <param name="sizes">Sizes of the groups, at most a dozen.</param>
    /// <param name="fractions">Fractions of the rows.</param>
    /// <param name="minimum">Groups that each split must have; together no more than there are groups.</param>
    public static int[] Assign(IReadOnlyList<int> sizes, IReadOnlyList<double> fractions, int[] minimum)
    {
        var assignment = new BestAssignment(sizes, fractions, minimum);
        assignment.Try(0);
        return assignment._best;
    }

    private void Try(int group)
    {
        if (group == _sizes.Count)
        {
            Judge();
            return;
        }

        for (var split = 0; split < _fractions.Count; split++)
        {
            if (_fractions[split] == 0)
                continue;
            _current[group] = split;
            _surplus[split] += _sizes[group];
            _counts[split]++;
            Try(group + 1);
            _surplus[split] -= _sizes[group];
            _counts[split]--;
        }
    }

    private void Judge()
    {
        var deviation = 0.0;
        for (var split = 0; split < _surplus.Length; split++)
        {
            if (_counts[split] < _minimum[split])
                return;
            deviation += _surplus[split] * _surplus[split];
        }

        if (deviation >= _least - 1e-6)
            return;
        _least = deviation;
        _best = [.. _current];
    }
}
