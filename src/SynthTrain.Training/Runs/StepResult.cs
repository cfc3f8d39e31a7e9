namespace SynthTrain.Training.Runs;

/// <summary>What an optimizer step said.</summary>
/// <param name="Loss">Over all its micro-batches, normalised by their weights together.</param>
/// <param name="GradNorm">The gradient's norm before clipping.</param>
/// <param name="Metrics">The objective's further figures.</param>
internal sealed record StepResult(double Loss, double GradNorm, IReadOnlyDictionary<string, double> Metrics);
