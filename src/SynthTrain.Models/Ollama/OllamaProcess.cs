namespace SynthTrain.Models.Ollama;

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">0 for success.</param>
/// <param name="Error">What it wrote to stderr.</param>
public sealed record OllamaProcess(int ExitCode, string Error);
