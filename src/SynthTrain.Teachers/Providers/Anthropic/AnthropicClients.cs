using Anthropic;
using Anthropic.Core;
using Microsoft.Extensions.AI;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Providers.Http;

namespace SynthTrain.Teachers.Providers.Anthropic;

/// <summary>Claude through Anthropic's official client.</summary>
internal static class AnthropicClients
{
    // The reference requires max_tokens; long enough for an answer of several pages.
    private const int DefaultMaxTokens = 4096;

    private static readonly string[] s_unknown = ["seed", "frequency_penalty", "presence_penalty"];

    public static IChatClient Create(TeacherDefinition definition, string model, string key, FaultHandler handler)
    {
        if (Array.Find(s_unknown, definition.Parameters.ContainsKey) is { } unknown)
            throw new SynthException(Codes.BadTeacher, $"Teacher '{definition.Name}' sets '{unknown}', which Anthropic's API does not have; take it out.");
        // CA2000: given up with the chat client, or never; nothing here owns a connection.
#pragma warning disable CA2000
        HttpMessageHandler network = SamplingVersion.Parameters.Any(definition.Parameters.ContainsKey) ? new SamplingVersion(handler) : handler;
        var http = new HttpClient(network, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        var client = new AnthropicClient(new ClientOptions
        {
            // Set, so that the client reads none from the environment or from files of its own.
            ApiKey = key,
            BaseUrl = definition.BaseUrl!.AbsoluteUri.TrimEnd('/'),
            HttpClient = http,
            // Retries and timeouts are the decorators' business.
            MaxRetries = 0,
            Timeout = TimeSpan.FromHours(2),
        });
#pragma warning restore CA2000
        return new AnthropicChatClient(client.AsIChatClient(model, DefaultMaxTokens), model, DefaultMaxTokens);
    }
}
