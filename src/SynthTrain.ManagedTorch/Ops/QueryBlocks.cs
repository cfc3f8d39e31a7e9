namespace TorchSharp.Ops;

/// <summary>The queries of attention in blocks of a tile's rows, and which of the blocks share keys: gradients of keys are added up in the order of those.</summary>
internal sealed class QueryBlocks
{
    /// <summary>Queries of a block at most; a multiple of a tile's rows.</summary>
    public const int Most = 48;

    private readonly List<QueryBlock> _blocks = [];
    private readonly List<int> _ends = [];

    private QueryBlocks(long heads, bool causal) => (Heads, Causal) = (heads, causal);

    /// <summary>Heads of queries in a row of the batch.</summary>
    public long Heads { get; }

    /// <summary>Whether a query sees only keys up to its own place.</summary>
    public bool Causal { get; }

    public int Count => _blocks.Count;

    /// <summary>Groups of blocks that share keys; nothing else does.</summary>
    public int Groups => _ends.Count;

    public QueryBlock this[long number] => _blocks[(int)number];

    /// <summary>All queries of a head see the same keys.</summary>
    /// <param name="heads">Heads of the whole batch, which is taken for one row.</param>
    /// <param name="queries">Queries of a head.</param>
    /// <param name="causal">Whether a query sees only keys up to its own place.</param>
    public static QueryBlocks Whole(long heads, long queries, bool causal)
    {
        var blocks = new QueryBlocks(heads, causal);
        blocks.Add(0, 0, queries);
        return blocks;
    }

    /// <summary>Queries that see the keys of their own segment up to their own place.</summary>
    /// <param name="shape">Of the queries: [batch, heads, length, size].</param>
    /// <param name="borders">Where segments begin in the batch's rows laid one behind the other, and the end; every row begins one.</param>
    public static QueryBlocks Segments(ReadOnlySpan<long> shape, ReadOnlySpan<long> borders)
    {
        var (rows, length) = (shape[0], shape[2]);
        if (borders.Length == 0 || borders[0] != 0 || borders[^1] != rows * length)
            throw new ArgumentException($"borders of segments go from 0 to {rows * length}, the tokens of all rows", nameof(borders));
        var blocks = new QueryBlocks(shape[1], causal: true);
        for (var i = 1; i < borders.Length; i++)
        {
            var (row, first) = Math.DivRem(borders[i - 1], length);
            var count = borders[i] - borders[i - 1];
            if (count <= 0 || first + count > length)
                throw new ArgumentException($"a segment goes from {borders[i - 1]} to {borders[i]}; none is empty, and none goes over the end of a row of {length}", nameof(borders));
            blocks.Add(row, first, count);
        }

        return blocks;
    }

    /// <summary>Numbers of a group's blocks.</summary>
    public (int First, int End) Group(long number) => (number == 0 ? 0 : _ends[(int)number - 1], _ends[(int)number]);

    /// <summary>Scores of a head that are computed, at most.</summary>
    /// <param name="keys">Keys of a head.</param>
    public double Scores(long keys) => _blocks.Sum(block => (double)block.Count * (Causal ? block.First + block.Count - block.Key : keys));

    private void Add(long row, long first, long count)
    {
        for (var start = 0L; start < count; start += Most)
            _blocks.Add(new(row, first + start, Math.Min(Most, count - start), first));
        _ends.Add(_blocks.Count);
    }
}
