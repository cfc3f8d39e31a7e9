namespace SynthTrain.Core.Rows;

/// <summary>How many rows at a time, and what ends a run early.</summary>
/// <param name="Concurrency">Rows and requests under way at a time.</param>
/// <param name="Drain">No new rows and requests; what is in flight may finish. Cancelled by abort too.</param>
/// <param name="Abort">Give up at once.</param>
internal sealed record RowStops(int Concurrency, CancellationToken Drain, CancellationToken Abort);
