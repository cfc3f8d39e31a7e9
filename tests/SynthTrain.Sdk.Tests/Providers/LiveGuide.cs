using SynthTrain.Loopback;
using SynthTrain.Sdk.Tests.Support;

namespace SynthTrain.Sdk.Tests.Providers;

/// <summary>The sample with a teacher of a real provider, which the loopback server plays.</summary>
internal sealed class LiveGuide : IDisposable
{
    /// <summary>The key that the server asks for, as it stands in <c>.env</c>.</summary>
    public const string Key = "sk-planted-4f1c9a7be2";

    private readonly PocketGuide _project = new();

    public LiveGuide(ProviderServer server, string provider, string teacher = "")
    {
        var (path, variable) = provider switch
        {
            "openai" => ("v1", "OPENAI_API_KEY"),
            "openrouter" => ("api/v1", "OPENROUTER_API_KEY"),
            "anthropic" => ("", "ANTHROPIC_API_KEY"),
            "gemini" => ("", "GEMINI_API_KEY"),
            _ => ("v1", null),
        };
        _project.Write("configs/teacher.yaml", $"""
            default: live
            teachers:
              live:
                provider: {provider}
                model: test-model
                base_url: {server.Url(path)}
                max_tokens: 2000
                temperature: 0.7
                limits:
                  max_attempts: 20
                  timeout_seconds: 20
            {teacher}
            """);
        if (variable is not null)
            _project.Write(".env", $"# what only the worker reads\n{variable}={Key}\n");
    }

    public PocketGuide Project => _project;

    public CliResult Build(string verb, string options = "", IReadOnlyDictionary<string, string>? environment = null) => _project.Build(verb, "-p:SynthYes=true " + options, environment);

    public void Dispose() => _project.Dispose();
}
