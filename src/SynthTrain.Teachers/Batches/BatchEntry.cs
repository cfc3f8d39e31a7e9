namespace SynthTrain.Teachers.Batches;

/// <summary>A job that is open, or about to be submitted.</summary>
/// <param name="Hash">The hash of its requests; empty when they are not known here, as for an adopted job.</param>
/// <param name="Id">The provider's id; null until the provider has named it.</param>
/// <param name="Requests">How many requests; 0 when not known.</param>
/// <param name="Started">When it was about to be submitted.</param>
internal sealed record BatchEntry(string Hash, string? Id, int Requests, DateTimeOffset Started);
