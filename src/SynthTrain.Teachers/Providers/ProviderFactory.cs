using Microsoft.Extensions.AI;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Providers.Anthropic;
using SynthTrain.Teachers.Providers.Gemini;
using SynthTrain.Teachers.Providers.Http;
using SynthTrain.Teachers.Providers.OpenAI;

namespace SynthTrain.Teachers.Providers;

/// <summary>Makes the teacher that asks one model of one provider.</summary>
public static class ProviderFactory
{
    /// <summary>The teacher for a model. Nothing is sent.</summary>
    /// <param name="definition">The named teacher.</param>
    /// <param name="model">One of its models.</param>
    /// <param name="services">Keys, clock, network.</param>
    /// <exception cref="SynthException"><see cref="Codes.MissingKey"/>; <see cref="Codes.BadTeacher"/> when the provider has none; <see cref="Codes.BadUserAssembly"/>.</exception>
    public static ITeacher Create(TeacherDefinition definition, string model, ProviderServices services) =>
        new ChatTeacher(Client(definition, model, services), definition, model, services);

    // CA2000: a client owns only what the collector takes; connections belong to the process or to whoever passed the handler in.
#pragma warning disable CA2000
    private static IChatClient Client(TeacherDefinition definition, string model, ProviderServices services)
    {
        var profile = ProviderProfile.Find(definition.Provider);
        return profile?.Protocol switch
        {
            "openai" => new OpenAIChatClient(new OpenAIEndpoint(definition, Key(definition, services)), model, Http(services)),
            "anthropic" => AnthropicClients.Create(definition, model, Key(definition, services)!, Handler(services)),
            "gemini" when profile.Name == "vertex" => new GeminiChatClient(VertexEndpoint.Create(definition, model, services), Http(services)),
            "gemini" => new GeminiChatClient(new AIStudioEndpoint(definition.BaseUrl!, model, Key(definition, services)!), Http(services)),
            "plugin" when services.Plugins is { } plugins && definition.Plugin is { } plugin => plugins(plugin, model),
            _ => throw new SynthException(Codes.BadTeacher, $"Teacher '{definition.Name}' names provider '{definition.Provider}', which answers no requests here."),
        };
    }

    private static string? Key(TeacherDefinition definition, ProviderServices services)
    {
        if (definition.KeyVariable is not { } variable)
            return null;
        var key = services.Keys.Find(variable)
            ?? throw new SynthException(Codes.MissingKey, $"Teacher '{definition.Name}' asks provider '{definition.Provider}', whose key is read from '{variable}', which is neither in the environment nor in '.env'; put '{variable}=…' into '.env' beside the project file or export it. 'api_key_env' names another variable.");
        return SendableKeys.Check(definition, variable, key);
    }

    private static ProviderHttp Http(ProviderServices services) => new(Handler(services));

    private static FaultHandler Handler(ProviderServices services) => new(services.Handler ?? Connections.Shared, services.Keys, services.Time);
#pragma warning restore CA2000
}
