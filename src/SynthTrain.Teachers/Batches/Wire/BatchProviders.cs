using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Providers;
using SynthTrain.Teachers.Providers.Http;

namespace SynthTrain.Teachers.Batches.Wire;

/// <summary>Makes a provider's batch jobs.</summary>
public static class BatchProviders
{
    private static readonly string[] s_anthropic = ["x-api-key", "anthropic-version", "anthropic-beta", "Authorization"];

    /// <summary>Batch jobs of a teacher's provider. Nothing is sent.</summary>
    /// <param name="definition">The named teacher.</param>
    /// <param name="wire">Its bodies and replies.</param>
    /// <param name="services">Keys, clock, network.</param>
    /// <exception cref="SynthException"><see cref="Codes.BatchJobFailed"/> when the provider has none, <see cref="Codes.MissingKey"/>.</exception>
    public static IBatchProvider Create(TeacherDefinition definition, ChatWire wire, ProviderServices services)
    {
        var url = definition.BaseUrl;
        return definition.Provider switch
        {
            "openai" => new OpenAIBatches(url!, Http(definition, services, (request, key) => request.Headers.Authorization = new("Bearer", key))),
            "anthropic" => new AnthropicBatches(url!, Http(definition, services, (request, key) => AuthorizeAnthropic(request, key, wire))),
            "gemini" => new GeminiBatches(url!, definition.Models[0], Http(definition, services, (request, key) => request.Headers.Add("x-goog-api-key", key))),
            _ => throw new SynthException(Codes.BatchJobFailed, $"SynthBatchApi is true, and provider '{definition.Provider}' of teacher '{definition.Name}' has no batch jobs; openai, anthropic and gemini have. Set SynthBatchApi=false, or name a teacher of one of those."),
        };
    }

    // Key, version and features as the live client sends them: the bodies are written for that version.
    private static void AuthorizeAnthropic(HttpRequestMessage request, string key, ChatWire wire)
    {
        foreach (var (name, value) in wire.Headers.Where(header => s_anthropic.Contains(header.Name, StringComparer.OrdinalIgnoreCase)))
            request.Headers.TryAddWithoutValidation(name, value);
        if (request.Headers.Authorization is null && !request.Headers.Contains(s_anthropic[0]))
            request.Headers.Add(s_anthropic[0], key);
        if (!request.Headers.Contains(s_anthropic[1]))
            request.Headers.Add(s_anthropic[1], "2023-06-01");
    }

    private static BatchHttp Http(TeacherDefinition definition, ProviderServices services, Action<HttpRequestMessage, string> authorize)
    {
        var variable = definition.KeyVariable ?? "";
        var key = services.Keys.Find(variable)
            ?? throw new SynthException(Codes.MissingKey, $"Teacher '{definition.Name}' submits batch jobs to '{definition.Provider}', whose key is read from '{variable}', which is neither in the environment nor in '.env'.");
        return new BatchHttp(services.Handler ?? Connections.Shared, services.Keys, services.Time, request => authorize(request, key)) { Timeout = definition.Limits.Timeout };
    }
}
