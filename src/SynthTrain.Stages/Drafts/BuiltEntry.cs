namespace SynthTrain.Stages.Drafts;

/// <summary>An entry of a payload that stands for a fact.</summary>
internal readonly record struct BuiltEntry(string Id, DraftFact Fact);
