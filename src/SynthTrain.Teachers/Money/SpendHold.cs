namespace SynthTrain.Teachers.Money;

/// <summary>What is held for requests under way.</summary>
/// <param name="Id">Its number in the account.</param>
/// <param name="Estimate">What was estimated.</param>
/// <param name="Cost">US dollars held; null when the model has no price.</param>
public readonly record struct SpendHold(long Id, SpendEstimate Estimate, decimal? Cost);
