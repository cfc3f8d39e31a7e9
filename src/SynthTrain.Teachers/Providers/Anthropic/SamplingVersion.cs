namespace SynthTrain.Teachers.Providers.Anthropic;

/// <summary>Asks by API version 2023-06-01: 2026-10-21, which the official client names, refuses temperature, top_p and top_k.</summary>
internal sealed class SamplingVersion(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const string Header = "anthropic-version";

    /// <summary>Teachers that set one of these are asked so.</summary>
    public static IReadOnlyList<string> Parameters { get; } = ["temperature", "top_p", "top_k"];

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Remove(Header);
        request.Headers.Add(Header, "2023-06-01");
        return base.SendAsync(request, cancellationToken);
    }
}
