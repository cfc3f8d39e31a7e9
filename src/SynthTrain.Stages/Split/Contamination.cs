namespace SynthTrain.Stages.Split;

/// <summary>Why a row is removed.</summary>
/// <param name="Prompt">The eval prompt that it meets.</param>
/// <param name="Detail">What a person needs to see why.</param>
internal sealed record Contamination(EvalPrompt Prompt, string Detail);
