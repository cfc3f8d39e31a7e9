namespace SynthTrain.Training.Data;

/// <summary>A bar of a histogram of lengths.</summary>
/// <param name="From">The least tokens.</param>
/// <param name="To">The most tokens.</param>
/// <param name="Examples">How many examples.</param>
public sealed record LengthBucket(int From, int To, int Examples);
