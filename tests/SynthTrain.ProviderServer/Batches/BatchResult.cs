namespace SynthTrain.Loopback.Batches;

/// <summary>What became of one request of a job.</summary>
/// <param name="Key">The id that the client gave it.</param>
/// <param name="State">What became of it.</param>
/// <param name="Status">The status it would have had by itself.</param>
/// <param name="Body">The reply or the error, as JSON; empty for rows that were not done.</param>
internal sealed record BatchResult(string Key, BatchRowState State, int Status, byte[] Body);

/// <summary>What became of a request.</summary>
internal enum BatchRowState
{
    Succeeded,
    Errored,
    Expired,
    Cancelled,
}
