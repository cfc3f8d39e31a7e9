namespace SynthTrain.Training.Preferences;

/// <summary>What bends a loss.</summary>
/// <param name="Beta">How dear it is to leave the reference.</param>
/// <param name="Smoothing">The share of pairs taken to be the wrong way round.</param>
internal readonly record struct LossShape(double Beta, double Smoothing);
