namespace SynthTrain.Core.Spending;

/// <summary>Where money goes.</summary>
/// <param name="Run">The run.</param>
/// <param name="Stage">The stage.</param>
/// <param name="Model">The model.</param>
public readonly record struct SpendPlace(string Run, string Stage, string Model);
