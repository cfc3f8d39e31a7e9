using System.Text;
using SynthTrain.Teachers.Secrets;

namespace SynthTrain.Teachers.Providers.Http;

/// <summary>Lets good responses through and throws <see cref="ProviderException"/> for all others: the one place that reads what providers refuse.</summary>
/// <remarks>It sits under every client, the official ones too, so that one table decides for all of them.</remarks>
internal sealed class FaultHandler(HttpMessageHandler inner, KeyRing keys, TimeProvider time) : HttpMessageHandler
{
    private const int MaxErrorBody = 64 << 10;
    private static readonly TimeSpan s_longestErrorBody = TimeSpan.FromSeconds(5);
    private readonly HttpMessageInvoker _inner = new(inner, disposeHandler: false);

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await ConnectedAsync(request, cancellationToken);
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

    // Nothing beneath has a timeout but the connecting (Connections), and that is told as a cancellation.
    private async Task<HttpResponseMessage> ConnectedAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await _inner.SendAsync(request, cancellationToken);
        }
        catch (OperationCanceledException e) when (e.InnerException is TimeoutException && !cancellationToken.IsCancellationRequested)
        {
            throw new ProviderException(ProviderFault.Network, $"No connection: {HttpFaults.Shorten(keys.Scrub(e.InnerException.Message))}");
        }
    }

    // The status says enough when the body breaks or stalls.
    private async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(s_longestErrorBody, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var bytes = new byte[MaxErrorBody];
        var count = 0;
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(either.Token);
            while (count < bytes.Length && await stream.ReadAsync(bytes.AsMemory(count), either.Token) is var read and > 0)
                count += read;
        }
        catch (Exception e) when (e is IOException or HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // What came until then is told.
        }

        return Encoding.UTF8.GetString(bytes, 0, count);
    }
}
