using SynthTrain.Stages.Text;

namespace SynthTrain.Stages.Split;

/// <summary>Gives every group a split, whole, so that the sum of squared deviations from the fractions is small.</summary>
/// <remarks>
/// The best assignment there is for up to 12 groups (<see cref="BestAssignment"/>), a close one for more (<see cref="GreedyAssignment"/>). Sizes decide first;
/// among groups of one size the seed and the keys decide, and the order of the rows plays no part.
/// Few groups: one goes to train; of two, one to train and one to val; of three, two and one; from four on every split that is asked for gets at least one.
/// </remarks>
internal static class GroupAssignment
{
    private const int GroupsForThirdSplit = 4;
    private const int MostForBest = 12;

    /// <summary>The split of each group, as an index into the fractions.</summary>
    public static int[] Assign(IReadOnlyList<LeakageGroup> groups, IReadOnlyList<double> fractions, int seed)
    {
        var ordered = groups.Index().Select(group => (group.Index, group.Item.Size, Rank: TextKey.Rank(seed, group.Item.Key)))
            .OrderByDescending(group => group.Size).ThenBy(group => group.Rank).ToArray();
        int[] sizes = [.. ordered.Select(group => group.Size)];
        var minimum = Minimum(groups.Count, fractions);
        var assigned = groups.Count <= MostForBest ? BestAssignment.Assign(sizes, fractions, minimum) : GreedyAssignment.Assign(sizes, fractions, minimum);
        var splits = new int[groups.Count];
        for (var i = 0; i < assigned.Length; i++)
            splits[ordered[i].Index] = assigned[i];
        return splits;
    }

    // How many groups each split must have.
    private static int[] Minimum(int groups, IReadOnlyList<double> fractions)
    {
        var minimum = new int[fractions.Count];
        var wanted = groups < GroupsForThirdSplit ? Math.Min(groups, 2) : fractions.Count;
        for (var split = 0; split < minimum.Length && wanted > 0; split++)
        {
            minimum[split] = fractions[split] > 0 ? 1 : 0;
            wanted -= minimum[split];
        }

        return minimum;
    }
}
