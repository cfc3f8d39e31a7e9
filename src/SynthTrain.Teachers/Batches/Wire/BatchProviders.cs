using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Providers;
using SynthTrain.Teachers.Providers.Http;

namespace SynthTrain.Teachers.Batches.Wire;

/// <summary>Makes a provider's batch jobs.</summary>
public static class BatchProviders
{
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
            "anthropic" => new AnthropicBatches(url!, Http(definition, services, AuthorizeAnthropic), () => wire.Betas),
            "gemini" => new GeminiBatches(url!, definition.Models[0], Http(definition, services, (request, key) => request.Headers.Add("x-goog-api-key", key))),
            _ => throw new SynthException(Codes.BatchJobFailed, $"SynthBatchApi is true, and provider '{definition.Provider}' of teacher '{definition.Name}' has no batch jobs; openai, anthropic and gemini have. Set SynthBatchApi=false, or name a teacher of one of those."),
        };
    }

    private static void AuthorizeAnthropic(HttpRequestMessage request, string key)
    {
        request.Headers.Add("x-api-key", key);
        request.Headers.Add("anthropic-version", "2023-06-01");
    }

    private static BatchHttp Http(TeacherDefinition definition, ProviderServices services, Action<HttpRequestMessage, string> authorize)
    {
        var variable = definition.KeyVariable ?? "";
        var key = services.Keys.Find(variable)
            ?? throw new SynthException(Codes.MissingKey, $"Teacher '{definition.Name}' submits batch jobs to '{definition.Provider}', whose key is read from '{variable}', which is neither in the environment nor in '.env'.");
        return new BatchHttp(services.Handler ?? Connections.Shared, services.Keys, services.Time, request => authorize(request, key));
    }
}
