namespace SynthTrain.Teachers.Providers.OpenAI;

/// <summary>What a body is written for.</summary>
/// <param name="Provider">The provider's name.</param>
/// <param name="Model">The model.</param>
/// <param name="Stream">Whether the reply is streamed.</param>
internal readonly record struct OpenAIAsked(string Provider, string Model, bool Stream = false);
