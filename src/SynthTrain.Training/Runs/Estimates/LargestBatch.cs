namespace SynthTrain.Training.Runs.Estimates;

/// <summary>The largest micro-batch that any epoch can have: as many rows as one may have, the longest among them, and padding counted.</summary>
/// <remarks>Every row is in every epoch, and its neighbours differ: the first epoch shows the longest row, and not what it will be padded with.</remarks>
internal static class LargestBatch
{
    /// <summary>Makes it of an epoch's micro-batches.</summary>
    /// <param name="epoch">At least one.</param>
    public static MicroBatch Of(IReadOnlyList<MicroBatch> epoch)
    {
        var count = epoch.Max(batch => batch.Rows.Count);
        var longest = epoch.MaxBy(Width)!;
        // Only the last, smaller batch has to be filled up.
        var others = epoch.Where(batch => batch != longest).OrderByDescending(Width).SelectMany(batch => batch.Rows);
        var rows = longest.Rows.Concat(others).Take(count).ToList();
        return new(rows, Math.Max(longest.Tokens, epoch.Max(batch => batch.Tokens))) { Padded = Math.Max(count * Width(longest), epoch.Max(batch => batch.Padded)) };
    }

    /// <summary>Tokens that each row takes, rounded up.</summary>
    private static long Width(MicroBatch batch) => (batch.Padded + batch.Rows.Count - 1) / Math.Max(1, batch.Rows.Count);
}
