using SynthTrain.Stages.Sets;
using SynthTrain.Stages.Text;

namespace SynthTrain.Stages.PrepareSft;

/// <summary>Draws rows by seed and id, so that the order of the file leaves no trace; holds no more rows than it draws.</summary>
internal sealed class SuiteDraw(int seed, int size)
{
    private readonly PriorityQueue<DatasetRow, UInt128> _drawn = new(Comparer<UInt128>.Create((a, b) => b.CompareTo(a)));

    /// <summary>Takes a row; the highest ranks fall out.</summary>
    public void Add(DatasetRow row)
    {
        var rank = TextKey.Rank(seed, row.Id);
        if (_drawn.Count < size)
            _drawn.Enqueue(row, rank);
        else if (size > 0)
            _drawn.EnqueueDequeue(row, rank);
    }

    /// <summary>The rows drawn, in order of rank.</summary>
    public IReadOnlyList<DatasetRow> Rows() => [.. _drawn.UnorderedItems.OrderBy(item => item.Priority).Select(item => item.Element)];
}
