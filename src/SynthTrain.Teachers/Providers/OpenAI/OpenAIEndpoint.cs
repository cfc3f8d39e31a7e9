using System.Net.Http.Headers;
using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Providers.Http;

namespace SynthTrain.Teachers.Providers.OpenAI;

/// <summary><c>POST {base}/chat/completions</c> with <c>Authorization: Bearer</c>, or without it where there is no key.</summary>
internal sealed class OpenAIEndpoint(TeacherDefinition definition, string? key) : IEndpoint
{
    private readonly Uri _url = new(definition.BaseUrl!, "chat/completions");
    private readonly AuthenticationHeaderValue? _authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);

    /// <summary>The provider's name, for what differs between them.</summary>
    public string Provider { get; } = definition.Provider;

    /// <inheritdoc/>
    public Uri Url(bool stream) => _url;

    /// <inheritdoc/>
    public ValueTask AuthorizeAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = _authorization;
        // OpenRouter names applications in its statistics.
        if (Provider == "openrouter")
            request.Headers.TryAddWithoutValidation("X-Title", "SynthTrain");
        return default;
    }
}
