using System.Net;
using System.Net.Http.Headers;

namespace SynthTrain.Teachers.Batches.Wire;

/// <summary>Stands where a client expects the network.</summary>
internal sealed class WireHandler : HttpMessageHandler
{
    private static readonly MediaTypeHeaderValue s_json = new("application/json");
    private readonly AsyncLocal<WireExchange?> _current = new();

    /// <summary>The exchange of this flow of control.</summary>
    public WireExchange? Current
    {
        get => _current.Value;
        set => _current.Value = value;
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var exchange = Current ?? throw new InvalidOperationException("Nothing is exchanged.");
        if (exchange.Status == 0)
        {
            exchange.Body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
            exchange.Headers = [.. request.Headers.NonValidated.Select(header => (header.Key, header.Value.ToString()))];
            throw new HttpRequestException("The body is taken.");
        }

        var response = new HttpResponseMessage((HttpStatusCode)exchange.Status) { Content = new ReadOnlyMemoryContent(exchange.Response), RequestMessage = request };
        response.Content.Headers.ContentType = s_json;
        return response;
    }
}
