namespace SynthTrain.Training.Preferences;

/// <summary>What the reference says of a pair: log-probabilities summed over each answer's tokens.</summary>
/// <param name="Chosen">Of the better answer.</param>
/// <param name="Rejected">Of the worse one.</param>
public readonly record struct ReferenceScore(float Chosen, float Rejected);
