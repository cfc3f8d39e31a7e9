namespace SynthTrain.Training.Generation;

/// <summary>Which prompts go through a model together: those of similar length, and so few that their mask has room.</summary>
internal static class BatchGroups
{
    /// <summary>Groups, the shortest prompts first.</summary>
    /// <param name="lengths">The prompts' tokens.</param>
    /// <param name="most">The most prompts of a group.</param>
    /// <param name="mostCells">The most entries of a mask, one for each prompt and each two tokens of the longest; a prompt alone needs none.</param>
    public static IEnumerable<IReadOnlyList<int>> Of(IReadOnlyList<int> lengths, int most, long mostCells = BatchAnswer.MostCells)
    {
        var group = new List<int>();
        foreach (var index in Enumerable.Range(0, lengths.Count).OrderBy(i => lengths[i]))
        {
            if (group.Count > 0 && (group.Count >= most || (group.Count + 1) * (double)lengths[index] * lengths[index] > mostCells))
            {
                yield return group;
                group = [];
            }

            group.Add(index);
        }

        if (group.Count > 0)
            yield return group;
    }
}
