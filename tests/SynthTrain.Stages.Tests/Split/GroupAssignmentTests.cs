using SynthTrain.Stages.Split;
using SynthTrain.Stages.Tests.Support;

namespace SynthTrain.Stages.Tests.Split;

[TestClass]
public sealed class GroupAssignmentTests
{
    private static readonly double[] s_fractions = [0.8, 0.1, 0.1];

    [TestMethod]
    public void Few_groups_are_assigned_in_the_best_way()
    {
        var words = new Words(9);
        for (var trial = 0; trial < 30; trial++)
        {
            var sizes = Sizes(words, 4 + words.Next(6));
            Assert.AreEqual(Least(sizes), Deviation(sizes, Assign(sizes)), 1e-6, string.Join(',', sizes));
        }
    }

    [TestMethod]
    public void Many_groups_come_within_a_few_rows()
    {
        var words = new Words(10);
        var off = Enumerable.Range(0, 200).Select(_ => Sizes(words, 13 + words.Next(40)))
            .Select(sizes => (Sizes: sizes, Off: Worst(sizes, Assign(sizes)))).OrderByDescending(trial => trial.Off).ToArray();
        Assert.IsLessThan(5, off[0].Off, string.Join(',', off[0].Sizes));
        Assert.IsLessThan(1.5, off[20].Off);
    }

    [TestMethod]
    public void Big_groups_do_not_spoil_the_fractions_that_small_ones_can_mend()
    {
        int[] sizes = [30, 22, 15, 9, 8, 6, 5, 4, 3, 3, 2, 2, 1, 1];
        var counts = Counts(sizes, Assign(sizes));
        CollectionAssert.AreEqual(new[] { 89, 11, 11 }, counts);
    }

    [TestMethod]
    public void From_four_groups_on_no_split_is_empty()
    {
        foreach (var sizes in new int[][] { [100, 1, 1, 1], [50, 50, 50, 50], [1, 1, 1, 1], [3, 90, 3, 3, 3] })
            Assert.DoesNotContain(0, Counts(sizes, Assign(sizes)), string.Join(',', sizes));
    }

    [TestMethod]
    public void Keys_and_seed_decide_and_the_order_does_not()
    {
        LeakageGroup[] groups = [.. Enumerable.Range(0, 40).Select(i => new LeakageGroup($"k{i}", 1 + (i % 5)))];
        var forth = Map(groups, 1);
        CollectionAssert.AreEqual(forth, Map([.. groups.Reverse()], 1));
        CollectionAssert.AreNotEqual(forth, Map(groups, 2));
    }

    [TestMethod]
    public void Assignments_are_pinned()
    {
        // A new version of the runtime or of this code must not move anyone's rows.
        LeakageGroup[] groups = [.. Enumerable.Range(0, 12).Select(i => new LeakageGroup($"row-{i}", 1))];
        Assert.AreEqual("0,1,2,0,0,0,0,0,0,0,0,0", string.Join(',', GroupAssignment.Assign(groups, s_fractions, 42)));
    }

    private static int[] Sizes(Words words, int groups) => [.. Enumerable.Range(0, groups).Select(_ => 1 + words.Next(25))];

    private static double Worst(int[] sizes, int[] splits) =>
        Counts(sizes, splits).Select((count, split) => Math.Abs(count - (s_fractions[split] * sizes.Sum()))).Max();

    private static string[] Map(LeakageGroup[] groups, int seed) =>
        [.. GroupAssignment.Assign(groups, s_fractions, seed).Select((split, i) => $"{groups[i].Key} {split}").Order(StringComparer.Ordinal)];

    private static int[] Assign(int[] sizes) => GroupAssignment.Assign([.. sizes.Select((size, i) => new LeakageGroup($"g{i}", size))], s_fractions, 42);

    private static int[] Counts(int[] sizes, int[] splits)
    {
        var counts = new int[3];
        for (var i = 0; i < sizes.Length; i++)
            counts[splits[i]] += sizes[i];
        return counts;
    }

    private static double Deviation(int[] sizes, int[] splits) =>
        Counts(sizes, splits).Select((count, split) => Math.Pow(count - (s_fractions[split] * sizes.Sum()), 2)).Sum();

    // Every assignment with no empty split.
    private static double Least(int[] sizes)
    {
        var least = double.MaxValue;
        var splits = new int[sizes.Length];
        for (var code = 0; code < (int)Math.Pow(3, sizes.Length); code++)
        {
            for (int i = 0, rest = code; i < splits.Length; i++, rest /= 3)
                splits[i] = rest % 3;
            if (splits.Distinct().Count() == 3)
                least = Math.Min(least, Deviation(sizes, splits));
        }

        return least;
    }
}
