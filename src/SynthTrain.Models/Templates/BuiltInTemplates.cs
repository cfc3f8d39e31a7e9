namespace SynthTrain.Models.Templates;

/// <summary>
/// Chat templates that come with SynthTrain, written for it, with <c>generation</c> blocks.
/// Their names are those of <c>--template</c> in common pipelines: alpaca, chatml, gemma, llama, mistral, qwen.
/// </summary>
public static class BuiltInTemplates
{
    private static readonly Dictionary<string, string> s_files = new(StringComparer.OrdinalIgnoreCase)
    {
        ["alpaca"] = "alpaca", ["chatml"] = "chatml", ["gemma"] = "gemma", ["llama"] = "llama3", ["llama3"] = "llama3", ["mistral"] = "mistral", ["qwen"] = "qwen",
    };

    /// <summary>All names, in order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_files.Keys.Order(StringComparer.Ordinal)];

    /// <summary>A template by its name, in any case; null when there is none.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    public static ChatTemplate? Find(string name)
    {
        if (!s_files.TryGetValue(name, out var file))
            return null;
        using var stream = typeof(BuiltInTemplates).Assembly.GetManifestResourceStream($"Templates/{file}.jinja")!;
        using var reader = new StreamReader(stream);
        return ChatTemplate.Parse(reader.ReadToEnd(), $"{file}.jinja");
    }
}
