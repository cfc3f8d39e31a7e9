using System.Globalization;
using SynthTrain.Core.Hashing;
using SynthTrain.Stages.Text;

namespace SynthTrain.Stages.SplitExamples;

/// <summary>Joins rows that are said the same way, and gives every group to one split.</summary>
/// <remarks>
/// A group's place is a hash of the seed and its phrasing, held against the fractions within its subcommand: rows that are added move no other group, but where a subcommand has too few groups for every split to
/// have one by its hash. A group that holds more than half of its subcommand is trained on.
/// </remarks>
internal sealed class PhrasingGroups
{
    private readonly List<ExampleEntry>[] _groups;
    private readonly SplitExamplesOptions _options;

    /// <summary>Joins the rows that are in and are no preference prompts.</summary>
    public PhrasingGroups(IReadOnlyList<ExampleEntry> entries, SplitExamplesOptions options)
    {
        _options = options;
        var rows = entries.Where(entry => entry.IsIn && !entry.IsPreference).ToArray();
        var sets = new DisjointSets(rows.Length);
        var firsts = new Dictionary<UInt128, int>();
        for (var row = 0; row < rows.Length; row++)
        {
            foreach (var key in (UInt128[])[rows[row].Phrasing.Pattern, rows[row].Phrasing.Phrasing])
            {
                if (!firsts.TryAdd(key, row))
                    sets.Join(firsts[key], row);
            }
        }

        _groups = [.. Enumerable.Range(0, rows.Length).GroupBy(sets.Root).Select(group => group.Select(row => rows[row]).ToList())];
    }

    /// <summary>How many groups there are.</summary>
    public int Count => _groups.Length;

    /// <summary>Rows of the largest group.</summary>
    public int Largest => _groups.Select(group => group.Count).DefaultIfEmpty().Max();

    /// <summary>Groups of each set; known when they were assigned.</summary>
    public int[] BySet { get; } = new int[ExampleSets.Prompts];

    /// <summary>Gives every row its set.</summary>
    public void Assign()
    {
        foreach (var home in _groups.GroupBy(Home).OrderBy(home => home.Key))
        {
            var rows = home.Sum(group => group.Count);
            var places = home.Select(group => (Group: group, Place: Place(group, rows), Key: Key(group))).OrderBy(it => it.Place).ThenBy(it => it.Key).ToArray();
            var (test, val) = Cuts([.. places.Select(it => it.Place)]);
            for (var i = 0; i < places.Length; i++)
                Give(places[i].Group, i < test ? ExampleSets.Test : i < test + val ? ExampleSets.Val : ExampleSets.Train);
        }
    }

    // How many of the groups, in order of their places, are tested on, and how many after them are validated on.
    private (int Test, int Val) Cuts(double[] places)
    {
        var (valPart, testPart) = (_options.Fractions[ExampleSets.Val], _options.Fractions[ExampleSets.Test]);
        var test = places.Count(place => place < testPart);
        var val = places.Count(place => place < testPart + valPart) - test;
        var spare = _options.Fractions[ExampleSets.Train] > 0 ? 1 : 0;
        if (places.Length < SplitExamplesDefaults.GroupsForAllSplits)
        {
            test = Math.Min(test, places.Length - spare);
            return (test, Math.Min(val, places.Length - spare - test));
        }

        var (leastTest, leastVal) = (testPart > 0 ? 1 : 0, valPart > 0 ? 1 : 0);
        test = Math.Clamp(test, leastTest, places.Length - spare - leastVal);
        return (test, Math.Clamp(val, leastVal, places.Length - spare - test));
    }

    private double Place(List<ExampleEntry> group, int rowsOfHome)
    {
        if (2 * group.Count > rowsOfHome)
            return Math.BitDecrement(1.0);
        var hash = SeededRandom.Hash("phrasing", _options.Seed.ToString(CultureInfo.InvariantCulture), Key(group).ToString("x32", CultureInfo.InvariantCulture));
        return (hash >> 11) * (1.0 / (1UL << 53));
    }

    private void Give(List<ExampleEntry> group, int set)
    {
        BySet[set]++;
        foreach (var entry in group)
            entry.Set = set;
    }

    private static UInt128 Key(List<ExampleEntry> group) => group.Min(entry => entry.Phrasing.Phrasing);

    // Most often a group is of one subcommand.
    private static int Home(List<ExampleEntry> group) => group.CountBy(entry => entry.Subcommand).OrderByDescending(it => it.Value).ThenBy(it => it.Key).First().Key;
}
