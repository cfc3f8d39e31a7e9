namespace SynthTrain.Training.Generation.Json;

/// <summary>A property that a schema names.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Key">Its name as JSON, with quotes.</param>
/// <param name="Value">What it holds.</param>
/// <param name="IsRequired">Whether it must be there.</param>
internal sealed record ObjectProperty(string Name, byte[] Key, GrammarNode Value, bool IsRequired);
