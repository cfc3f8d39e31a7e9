namespace SynthTrain.Core.Rows;

/// <summary>How a row came to its end.</summary>
internal enum RowOutcome
{
    /// <summary>Its record was in the journal.</summary>
    Reused,

    /// <summary>It was mapped: accepted or rejected.</summary>
    Mapped,

    /// <summary>A call failed; it is asked again at the next build.</summary>
    Failed,

    /// <summary>A request waits for its reply; the row is run again in the next round.</summary>
    Pending,
}
