namespace SynthTrain.Training.Runs;

/// <summary>What validation data said.</summary>
/// <param name="Loss">Mean over trained tokens (or pairs), not over batches.</param>
/// <param name="Metrics">Further figures under the field's names, such as <c>eval_perplexity</c>.</param>
public sealed record EvaluationResult(double Loss, IReadOnlyList<KeyValuePair<string, double>> Metrics);
