using SynthTrain.Teachers.Providers.Http;

namespace SynthTrain.Teachers.Providers.Gemini;

/// <summary>The Gemini API with a key of AI Studio: <c>POST {base}/v1beta/models/{model}:generateContent</c>, key in <c>x-goog-api-key</c>.</summary>
internal sealed class AIStudioEndpoint(Uri baseUrl, string model, string key) : IEndpoint
{
    private readonly GeminiUrls _urls = new(new Uri(baseUrl, $"{(baseUrl.AbsolutePath == "/" ? "v1beta/" : "")}{(model.Contains('/', StringComparison.Ordinal) ? "" : "models/")}{model}"));

    /// <inheritdoc/>
    public Uri Url(bool stream) => _urls.Of(stream);

    /// <inheritdoc/>
    public ValueTask AuthorizeAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Add("x-goog-api-key", key);
        return default;
    }
}
