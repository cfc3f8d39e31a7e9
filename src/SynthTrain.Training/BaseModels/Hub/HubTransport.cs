using System.Net;
using System.Net.Http.Headers;
using SynthTrain.Core.Diagnostics;

namespace SynthTrain.Training.BaseModels.Hub;

/// <summary>Sends requests: redirects by hand, so that the token stays at the endpoint; again after faults that pass.</summary>
internal sealed class HubTransport(HubSettings settings, HubOptions options) : IDisposable
{
    private const int MostRedirects = 5;

    // A repository of some thousand files has a list of a megabyte.
    private const int MostBodyBytes = 1 << 26;
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(60);
    private static readonly HttpStatusCode[] s_passing = [HttpStatusCode.RequestTimeout, HttpStatusCode.TooManyRequests, HttpStatusCode.InternalServerError, HttpStatusCode.BadGateway, HttpStatusCode.ServiceUnavailable, HttpStatusCode.GatewayTimeout];

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(15) }) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>An answer, be it a refusal; faults that pass are tried again.</summary>
    /// <exception cref="HttpRequestException">The network failed each time.</exception>
    public async Task<HttpResponseMessage> AskAsync(HubRequest request, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var pause = PauseAfter(attempt);
            try
            {
                var response = await AnswerAsync(request, cancellation);
                if (!s_passing.Contains(response.StatusCode) || attempt >= options.Attempts)
                    return response;
                pause = Asked(response) ?? pause;
                response.Dispose();
            }
            catch (Exception exception) when (attempt < options.Attempts && IsNetwork(exception, cancellation))
            {
                // Tried again below.
            }
            catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
            {
                throw new HttpRequestException($"no answer within {options.Patience.TotalSeconds} seconds.", exception);
            }

            await Task.Delay(pause, options.Time, cancellation);
        }
    }

    /// <summary>Reads a piece of a body.</summary>
    /// <exception cref="HttpRequestException">The connection was cut, or was silent for too long.</exception>
    public async Task<int> ReadAsync(Stream body, Memory<byte> piece, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(options.Patience, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            return await body.ReadAsync(piece, either.Token);
        }
        catch (IOException exception)
        {
            throw new HttpRequestException($"an answer was cut off ({exception.Message})", exception);
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw new HttpRequestException($"an answer stood still for {options.Patience.TotalSeconds} seconds.", exception);
        }
    }

    /// <summary>The pause after so many tries.</summary>
    public TimeSpan PauseAfter(int attempts) => options.FirstPause * Math.Pow(2, Math.Min(attempts, 6) - 1);

    /// <summary>Whether a fault is the network's, which may pass. An <see cref="IOException"/> of a body is an <see cref="HttpRequestException"/> by <see cref="ReadAsync"/>; any other is the disk's.</summary>
    public static bool IsNetwork(Exception exception, CancellationToken cancellation) =>
        exception is HttpRequestException or HttpIOException || (exception is IOException { InnerException: System.Net.Sockets.SocketException }) || (exception is OperationCanceledException && !cancellation.IsCancellationRequested);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> AnswerAsync(HubRequest request, CancellationToken cancellation)
    {
        var response = await FollowAsync(request, cancellation);
        try
        {
            if (request.Whole && response.IsSuccessStatusCode)
                response.Content = new ByteArrayContent(await BodyAsync(response, cancellation));
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary>The body, or more than it may have, which whoever reads it will not understand.</summary>
    private async Task<byte[]> BodyAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        await using var source = await response.Content.ReadAsStreamAsync(cancellation);
        using var body = new MemoryStream();
        var piece = new byte[1 << 16];
        for (int read; body.Length <= MostBodyBytes && (read = await ReadAsync(source, piece, cancellation)) > 0;)
            await body.WriteAsync(piece.AsMemory(0, read), cancellation);
        return body.ToArray();
    }

    private async Task<HttpResponseMessage> FollowAsync(HubRequest request, CancellationToken cancellation)
    {
        var address = request.Address;
        for (var hops = 0; ; hops++)
        {
            var response = await SendAsync(request, address, cancellation);
            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location)
                return response;
            var next = new Uri(address, location);
            // The head of a file that lies elsewhere says all that is asked of it.
            if (request.Method == HttpMethod.Head && !IsEndpoint(next))
                return response;
            response.Dispose();
            if (hops >= MostRedirects || next.Scheme is not ("http" or "https") || (address.Scheme == "https" && next.Scheme == "http"))
                throw new SynthException(Codes.BaseModelUnavailable, $"{settings.Endpoint.Host} sends requests on {(hops >= MostRedirects ? "in a circle" : $"to '{next.Scheme}:', which is less safe than '{address.Scheme}:'")}; check HF_ENDPOINT.");
            address = next;
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HubRequest request, Uri address, CancellationToken cancellation)
    {
        using var message = new HttpRequestMessage(request.Method, address);
        message.Headers.UserAgent.Add(new ProductInfoHeaderValue("SynthTrain", typeof(HubTransport).Assembly.GetName().Version?.ToString(3)));
        message.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
        if (request.From > 0)
            message.Headers.Range = new RangeHeaderValue(request.From, null);
        if (settings.Token is { } token && IsEndpoint(address))
            message.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        using var patience = new CancellationTokenSource(options.Patience, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        return await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token);
    }

    private bool IsEndpoint(Uri address) => Uri.Compare(address, settings.Endpoint, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;

    private TimeSpan? Asked(HttpResponseMessage response)
    {
        var asked = response.Headers.RetryAfter is { } after ? after.Delta ?? (after.Date - options.Time.GetUtcNow()) : null;
        return asked is not { } pause ? null : pause < TimeSpan.Zero ? TimeSpan.Zero : pause > s_longestPause ? s_longestPause : pause;
    }
}
