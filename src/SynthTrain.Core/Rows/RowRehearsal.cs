namespace SynthTrain.Core.Rows;

/// <summary>What a rehearsal found.</summary>
/// <param name="Rows">Rows of the input.</param>
/// <param name="Reused">Rows that the journal holds.</param>
public sealed record RowRehearsal(long Rows, long Reused)
{
    /// <summary>Rows that would be mapped.</summary>
    public long Stale => Rows - Reused;
}
