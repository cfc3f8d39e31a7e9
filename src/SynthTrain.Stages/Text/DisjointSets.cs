namespace SynthTrain.Stages.Text;

/// <summary>Union-find with path halving; the root of a set is its smallest number, so that the order of unions leaves no trace.</summary>
internal sealed class DisjointSets(int count)
{
    private readonly int[] _parents = [.. Enumerable.Range(0, count)];

    /// <summary>The smallest number of the set that holds a number.</summary>
    public int Root(int number)
    {
        while (_parents[number] != number)
        {
            _parents[number] = _parents[_parents[number]];
            number = _parents[number];
        }

        return number;
    }

    /// <summary>Joins two sets; false when they were one.</summary>
    public bool Join(int a, int b)
    {
        (a, b) = (Root(a), Root(b));
        _parents[Math.Max(a, b)] = Math.Min(a, b);
        return a != b;
    }
}
