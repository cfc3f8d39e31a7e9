using System.Text;
using SynthTrain.Teachers.Secrets;

namespace SynthTrain.Teachers.Providers.Http;

/// <summary>Lets good responses through and throws <see cref="ProviderException"/> for all others: the one place that reads what providers refuse.</summary>
/// <remarks>It sits under every client, the official ones too, so that one table decides for all of them.</remarks>
internal sealed class FaultHandler(HttpMessageHandler inner, KeyRing keys, TimeProvider time) : HttpMessageHandler
{
    private const int MaxErrorBody = 64 << 10;
    private readonly HttpMessageInvoker _inner = new(inner, disposeHandler: false);

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await _inner.SendAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode && IsApi(response.Content.Headers.ContentType?.MediaType))
            return response;
        using (response)
        {
            var body = await ReadAsync(response, cancellationToken);
            throw HttpFaults.Of(new HttpFault((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, keys.Scrub(body), RetryAfter.Of(response.Headers, time)));
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inner.Dispose();
        base.Dispose(disposing);
    }

    // Some servers name no type; whether it is JSON is seen when it is read.
    private static bool IsApi(string? type) => type is null or "application/json" or "text/event-stream" || type.EndsWith("json", StringComparison.OrdinalIgnoreCase);

    private static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var bytes = new byte[MaxErrorBody];
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            var read = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
            return Encoding.UTF8.GetString(bytes, 0, read);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            // The status says enough when the body breaks.
            return "";
        }
    }
}
