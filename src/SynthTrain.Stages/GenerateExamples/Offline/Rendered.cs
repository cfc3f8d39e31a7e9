namespace SynthTrain.Stages.GenerateExamples.Offline;

/// <summary>A request as it is typed, and how it is said.</summary>
/// <param name="Input">The request.</param>
/// <param name="Phrasing">With slots for values, before slips.</param>
internal sealed record Rendered(string Input, string Phrasing);
