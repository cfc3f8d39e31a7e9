namespace SynthTrain.Teachers.Batches;

/// <summary>What a provider takes in one job.</summary>
/// <param name="Requests">Most requests.</param>
/// <param name="Bytes">Most bytes of all of them.</param>
public readonly record struct BatchLimits(int Requests, long Bytes);
