using System.Net.Http.Headers;
using SynthTrain.Core.IO;

namespace SynthTrain.Teachers.Providers.Http;

/// <summary>Posts JSON and reads what comes back, without the buffering, timeouts and redirects of a general client: those are the decorators' business.</summary>
internal sealed class ProviderHttp(FaultHandler handler) : IDisposable
{
    private const int MaxReply = 64 << 20;
    private static readonly MediaTypeHeaderValue s_json = new("application/json");
    private static readonly ProductInfoHeaderValue s_agent = new("SynthTrain", typeof(ProviderHttp).Assembly.GetName().Version!.ToString(3));
    private readonly HttpMessageInvoker _invoker = new(handler, disposeHandler: false);

    /// <summary>Sends a body; the response has a good status and is JSON or an event stream. Its content is not read yet.</summary>
    public async Task<HttpResponseMessage> SendAsync(IEndpoint endpoint, bool stream, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint.Url(stream)) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = s_json;
        request.Headers.UserAgent.Add(s_agent);
        await endpoint.AuthorizeAsync(request, cancellationToken);
        return await _invoker.SendAsync(request, cancellationToken);
    }

    /// <summary>Sends a body and reads the whole reply.</summary>
    public async Task PostAsync(IEndpoint endpoint, ReadOnlyMemory<byte> body, PooledBuffer reply, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(endpoint, stream: false, body, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        while (await stream.ReadAsync(reply.GetMemory(4096), cancellationToken) is var read and > 0)
        {
            reply.Advance(read);
            if (reply.Count > MaxReply)
                throw new ProviderException(ProviderFault.BadReply, $"The reply is longer than {MaxReply >> 20} MiB.") { MayBeCharged = true };
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _invoker.Dispose();
}
