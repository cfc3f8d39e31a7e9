namespace SynthTrain.Stages.Plan;

/// <summary>What rows are counted by.</summary>
/// <param name="Key">The spec's key, such as <c>regions</c>.</param>
/// <param name="Field">The row's field and the built-in slot, such as <c>region</c>.</param>
/// <param name="Entries">Its entries, in the spec's order.</param>
internal sealed record SpecDimension(string Key, string Field, IReadOnlyList<SpecEntry> Entries)
{
    /// <summary>The quotas, in the spec's order.</summary>
    public int[] Quotas => [.. Entries.Select(entry => entry.Quota)];

    /// <summary>Position of a name; -1 when there is none.</summary>
    public int IndexOf(string name)
    {
        for (var i = 0; i < Entries.Count; i++)
        {
            if (Entries[i].Name == name)
                return i;
        }

        return -1;
    }
}
