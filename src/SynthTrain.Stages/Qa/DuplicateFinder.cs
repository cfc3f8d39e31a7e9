using System.Globalization;
using SynthTrain.Stages.Text;

namespace SynthTrain.Stages.Qa;

/// <summary>Finds rows that say what an earlier accepted row says. Keeps shingles and keys, not texts.</summary>
internal sealed class DuplicateFinder
{
    private readonly ShingleFrequencies _frequencies = new();
    private readonly List<Entry?> _rows = [];

    /// <summary>Pairs found, in row order.</summary>
    public List<DuplicatePair> Pairs { get; } = [];

    /// <summary>Takes the next row; null when it is rejected already, since such a row is no row to be a duplicate of.</summary>
    public void Add(QaRow? row)
    {
        if (row is null)
        {
            _rows.Add(null);
            return;
        }

        var shingles = ShingleSet.Of(WordHashes.Of(row.Normalized));
        _frequencies.Add(shingles);
        _rows.Add(new Entry(row.Row.Id, TextKey.Of(row.Normalized), shingles));
    }

    /// <summary>Gives every later row of a pair its verdict.</summary>
    public void Judge(QaVerdict?[] verdicts, double threshold, CancellationToken cancellationToken)
    {
        var exact = new Dictionary<UInt128, string>();
        var near = new NearDuplicateIndex(threshold, _frequencies);
        List<string> kept = [];
        for (var i = 0; i < _rows.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_rows[i] is not { } row)
                continue;
            if (!exact.TryAdd(row.Key, row.Id))
            {
                verdicts[i] = new QaVerdict(QaReason.ExactDuplicate, $"same text as row '{exact[row.Key]}'");
                Pairs.Add(new DuplicatePair(row.Id, exact[row.Key], 1));
            }
            else if (near.First(row.Shingles) is { } match)
            {
                var of = kept[match.Number];
                verdicts[i] = new QaVerdict(QaReason.NearDuplicate, string.Create(CultureInfo.InvariantCulture, $"similarity {match.Similarity:0.000} to row '{of}'; the threshold is {threshold}"));
                Pairs.Add(new DuplicatePair(row.Id, of, match.Similarity));
            }
            else
            {
                near.Add(row.Shingles);
                kept.Add(row.Id);
            }
        }
    }

    private sealed record Entry(string Id, UInt128 Key, uint[] Shingles);
}
