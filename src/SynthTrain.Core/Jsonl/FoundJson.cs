namespace SynthTrain.Core.Jsonl;

/// <summary>JSON documents found in a reply.</summary>
/// <param name="Texts">The texts, in order; the whole reply alone when it is one document.</param>
/// <param name="Cut">Whether something stood around them.</param>
/// <param name="Fault">Why there is none; null when there is one.</param>
public readonly record struct FoundJson(IReadOnlyList<string> Texts, bool Cut, string? Fault);
