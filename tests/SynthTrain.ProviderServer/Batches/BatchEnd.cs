namespace SynthTrain.Loopback.Batches;

/// <summary>How a job ends.</summary>
public enum BatchEnd
{
    /// <summary>All rows have an answer or an error.</summary>
    Completed,

    /// <summary>The job is refused as a whole while it is validated.</summary>
    Failed,

    /// <summary>The time was up before all rows were done.</summary>
    Expired,

    /// <summary>Somebody cancelled it.</summary>
    Cancelled,
}
