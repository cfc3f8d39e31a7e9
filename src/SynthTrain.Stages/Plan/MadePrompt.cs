namespace SynthTrain.Stages.Plan;

/// <summary>A filled template.</summary>
/// <param name="Template">The template.</param>
/// <param name="Prompt">The prompt.</param>
/// <param name="Subject">What it asks about, as a noun phrase.</param>
/// <param name="Slots">The values that filled it.</param>
internal sealed record MadePrompt(SpecTemplate Template, string Prompt, string Subject, IReadOnlyDictionary<string, string> Slots);
