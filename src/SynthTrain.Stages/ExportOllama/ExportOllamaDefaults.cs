namespace SynthTrain.Stages.ExportOllama;

/// <summary>What holds where the project says nothing.</summary>
internal static class ExportOllamaDefaults
{
    /// <summary>The most tokens of context that are asked for unasked: models name up to a million, and Ollama sets the memory aside at once.</summary>
    public const int LongestContext = 8192;
}
