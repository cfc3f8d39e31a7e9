namespace SynthTrain.Core.Builds;

/// <summary>What came of executing a stage.</summary>
/// <param name="State"><c>complete</c>, <c>partial</c>, <c>adopted</c>, <c>restored</c> or <c>current</c>.</param>
/// <param name="Manifest">The manifest that now stands; null when the stage was current already.</param>
public sealed record ExecutionOutcome(string State, Manifest? Manifest);
