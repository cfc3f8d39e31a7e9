namespace SynthTrain.Teachers.Providers.Gemini;

/// <summary>The addresses of a model's two methods.</summary>
internal sealed class GeminiUrls(Uri model)
{
    private readonly Uri _whole = new(model.AbsoluteUri + ":generateContent");
    private readonly Uri _streamed = new(model.AbsoluteUri + ":streamGenerateContent?alt=sse");

    public Uri Of(bool stream) => stream ? _streamed : _whole;
}
