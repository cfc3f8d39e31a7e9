namespace SynthTrain.Teachers.Answers;

/// <summary>JSON documents found in a reply.</summary>
/// <param name="Texts">The texts, in order; the whole reply alone when it is one document.</param>
/// <param name="Cut">Whether something stood around them.</param>
/// <param name="Fault">Why there is none; null when there is one.</param>
internal readonly record struct FoundJson(IReadOnlyList<string> Texts, bool Cut, string? Fault);
