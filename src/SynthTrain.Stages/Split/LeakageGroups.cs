using SynthTrain.Stages.Sets;
using SynthTrain.Stages.Text;

namespace SynthTrain.Stages.Split;

/// <summary>Joins rows that must not be split apart: the same <c>group</c>, the same or nearly the same prompt, or near-duplicates as a whole, and whatever these connect.</summary>
internal sealed class LeakageGroups
{
    private readonly ShingleFrequencies _frequencies = new();
    private readonly ShingleFrequencies _askedFrequencies = new();
    private readonly Dictionary<string, int> _groupNumbers = new(StringComparer.Ordinal);
    private readonly Dictionary<UInt128, int> _promptNumbers = [];
    private readonly List<Entry> _rows = [];
    private int[] _numbers = [];

    /// <summary>The groups; known after <see cref="Join"/>.</summary>
    public IReadOnlyList<LeakageGroup> Groups { get; private set; } = [];

    /// <summary>Groups there would be without near-duplicates, less the groups there are.</summary>
    public int JoinedByNearDuplicates { get; private set; }

    /// <summary>Rows taken.</summary>
    public int Rows => _rows.Count;

    /// <summary>The group's number of a row that is in one.</summary>
    public int NumberOf(int row) => _numbers[row];

    /// <summary>Takes the next row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="prompt">Its prompt, normalised.</param>
    /// <param name="promptWords">Words of the prompt.</param>
    /// <param name="responseWords">Words of the response.</param>
    public void Add(DatasetRow row, string prompt, ulong[] promptWords, ulong[] responseWords)
    {
        var shingles = ShingleSet.Of([.. promptWords, .. responseWords]);
        _frequencies.Add(shingles);
        var asked = ShingleSet.Of(promptWords);
        _askedFrequencies.Add(asked);
        var group = row.Text("group") is { } name ? Number(_groupNumbers, name) : -1;
        _rows.Add(new Entry(row.Id, group, Number(_promptNumbers, TextKey.Of(prompt)), shingles, asked));
    }

    /// <summary>Joins the rows that stay; the others are in no group and connect nothing.</summary>
    public void Join(double threshold, Func<int, bool> stays, CancellationToken cancellationToken)
    {
        var sets = new DisjointSets(_rows.Count);
        int[] staying = [.. Enumerable.Range(0, _rows.Count).Where(stays)];
        JoinEqual(sets, staying, row => _rows[row].Group, _groupNumbers.Count);
        JoinEqual(sets, staying, row => _rows[row].Prompt, _promptNumbers.Count);
        // Two rows leak into each other when they are alike as a whole, and when they ask alike whatever is answered.
        JoinedByNearDuplicates = JoinNear(sets, staying, (new NearDuplicateIndex(threshold, _frequencies), entry => entry.Shingles), cancellationToken)
            + JoinNear(sets, staying, (new NearDuplicateIndex(threshold, _askedFrequencies), entry => entry.Asked), cancellationToken);
        Number(sets, staying);
    }

    private static void JoinEqual(DisjointSets sets, int[] staying, Func<int, int> valueOf, int values)
    {
        var firsts = new int[values];
        Array.Fill(firsts, -1);
        foreach (var row in staying)
        {
            var value = valueOf(row);
            if (value < 0)
                continue;
            if (firsts[value] < 0)
                firsts[value] = row;
            else
                sets.Join(firsts[value], row);
        }
    }

    private int JoinNear(DisjointSets sets, int[] staying, (NearDuplicateIndex Index, Func<Entry, uint[]> ShinglesOf) by, CancellationToken cancellationToken)
    {
        var near = by.Index;
        var joined = 0;
        for (var i = 0; i < staying.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var row = staying[i];
            var shingles = by.ShinglesOf(_rows[row]);
            foreach (var candidate in near.Candidates(shingles))
            {
                var other = staying[candidate];
                if (sets.Root(other) != sets.Root(row) && near.Similarity(shingles, candidate) is not null && sets.Join(other, row))
                    joined++;
            }

            near.Add(shingles);
        }

        return joined;
    }

    private void Number(DisjointSets sets, int[] staying)
    {
        _numbers = new int[_rows.Count];
        Array.Fill(_numbers, -1);
        List<LeakageGroup> groups = [];
        foreach (var row in staying)
        {
            var root = sets.Root(row);
            if (root == row)
            {
                _numbers[row] = groups.Count;
                groups.Add(new LeakageGroup(_rows[row].Id, 1));
                continue;
            }

            var number = _numbers[row] = _numbers[root];
            var key = string.CompareOrdinal(_rows[row].Id, groups[number].Key) < 0 ? _rows[row].Id : groups[number].Key;
            groups[number] = new LeakageGroup(key, groups[number].Size + 1);
        }

        Groups = groups;
    }

    private static int Number<T>(Dictionary<T, int> numbers, T value)
        where T : notnull
    {
        numbers.TryAdd(value, numbers.Count);
        return numbers[value];
    }

    private sealed record Entry(string Id, int Group, int Prompt, uint[] Shingles, uint[] Asked);
}
