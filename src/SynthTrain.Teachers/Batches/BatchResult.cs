namespace SynthTrain.Teachers.Batches;

/// <summary>The result of one request of a job.</summary>
/// <param name="Key">The key that the request was submitted with.</param>
/// <param name="Status">HTTP status, as the live API would have answered; 0 for a request that was never processed (expired, cancelled).</param>
/// <param name="Body">The body, as the live API would have answered; empty for a request that was never processed.</param>
/// <param name="Message">Why there is no body.</param>
public readonly record struct BatchResult(string Key, int Status, ReadOnlyMemory<byte> Body, string? Message = null);
