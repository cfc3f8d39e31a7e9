namespace SynthTrain.Core.Teachers;

/// <summary>What is known of a provider before it is asked.</summary>
/// <param name="Name">The name under which keys know it.</param>
/// <param name="Protocol"><c>openai</c>, <c>anthropic</c>, <c>gemini</c>, <c>plugin</c> or <c>none</c>.</param>
/// <param name="BaseUrl">Default endpoint; null when the file must name one.</param>
/// <param name="KeyVariable">Environment variable that holds the key by default; null when no key is sent by default.</param>
/// <param name="IsPaid">Whether requests cost money, so that budgets and the confirmation gate count them.</param>
/// <param name="HasBatch">Whether it takes batch jobs.</param>
public sealed record ProviderProfile(string Name, string Protocol, string? BaseUrl = null, string? KeyVariable = null, bool IsPaid = true, bool HasBatch = false)
{
    private static readonly ProviderProfile[] s_all =
    [
        new(TeacherDefinition.OfflineProvider, "none", IsPaid: false),
        new("openai", "openai", "https://api.openai.com/v1", "OPENAI_API_KEY", HasBatch: true),
        new("openrouter", "openai", "https://openrouter.ai/api/v1", "OPENROUTER_API_KEY"),
        new("anthropic", "anthropic", "https://api.anthropic.com", "ANTHROPIC_API_KEY", HasBatch: true),
        new("gemini", "gemini", "https://generativelanguage.googleapis.com", "GEMINI_API_KEY", HasBatch: true),
        new("vertex", "gemini"),
        new("ollama", "openai", "http://localhost:11434/v1", IsPaid: false),
        new("vllm", "openai", "http://localhost:8000/v1", IsPaid: false),
        new("llamacpp", "openai", "http://localhost:8080/v1", IsPaid: false),
        new("lmstudio", "openai", "http://localhost:1234/v1", IsPaid: false),
        new("openai-compatible", "openai"),
        new(TeacherDefinition.PluginProvider, "plugin"),
    ];

    private static readonly Dictionary<string, string> s_aliases = new(StringComparer.Ordinal) { ["local"] = "ollama", ["claude"] = "anthropic" };

    /// <summary>Names that <c>provider:</c> may have.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_all.Select(profile => profile.Name).Concat(s_aliases.Keys).Order(StringComparer.Ordinal)];

    /// <summary>The profile of a name or an alias (<c>local</c> is Ollama, <c>claude</c> is Anthropic); null when there is none.</summary>
    public static ProviderProfile? Find(string name) => Array.Find(s_all, profile => profile.Name == s_aliases.GetValueOrDefault(name, name));
}
