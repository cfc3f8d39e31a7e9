using SynthTrain.Stages.Sets;
using SynthTrain.Stages.Text;

namespace SynthTrain.Stages.PrepareSft;

/// <summary>Draws prompts by seed, each once however many rows ask it, so that the order of the file leaves no trace; holds no more rows than it draws.</summary>
internal sealed class SuiteDraw(int seed, int size)
{
    private readonly SortedDictionary<UInt128, DatasetRow> _drawn = [];

    /// <summary>Takes a row; the highest ranks fall out. Of rows with one prompt the one with the smallest id stays.</summary>
    public void Add(DatasetRow row)
    {
        var rank = TextKey.Rank(seed, TextNormalizer.Normalize(row.Prompt));
        if (_drawn.TryGetValue(rank, out var drawn))
        {
            if (string.CompareOrdinal(row.Id, drawn.Id) < 0)
                _drawn[rank] = row;
            return;
        }

        _drawn[rank] = row;
        if (_drawn.Count > size)
            _drawn.Remove(_drawn.Keys.Last());
    }

    /// <summary>The rows drawn, in order of rank.</summary>
    public IReadOnlyList<DatasetRow> Rows() => [.. _drawn.Values];
}
