using Microsoft.AspNetCore.Http;
using SynthTrain.Loopback.Batches;
using SynthTrain.Loopback.Requests;
using SynthTrain.Loopback.Wire;

namespace SynthTrain.Loopback.Hosting;

/// <summary>Finds the handler of a request by its path.</summary>
internal sealed class Router(ServerState state)
{
    private static readonly OpenAiWire s_openAi = new();
    private static readonly WireFormat[] s_formats = [new OpenRouterWire(), s_openAi, new AnthropicWire(), new GeminiWire()];
    private readonly ChatHandler _chat = new(state);
    private readonly ControlHandler _control = new(state);
    private readonly BatchHandler _batches = new(state);
    private readonly BatchApi[] _batchApis = [new AnthropicBatchApi(state), new GeminiBatchApi(state), new OpenAiBatchApi(state)];

    public async Task HandleAsync(HttpContext context)
    {
        var body = await ReadAsync(context.Request);
        var path = context.Request.Path.Value ?? "";
        if (path.StartsWith(ControlHandler.Prefix, StringComparison.Ordinal))
        {
            await _control.HandleAsync(context, body);
            return;
        }

        state.Log.Record(() => Recorded(context.Request, body));
        if (Wire(path) is { } wire)
        {
            await _chat.HandleAsync(context, wire, body);
            return;
        }

        if (_batchApis.FirstOrDefault(api => api.Takes(path)) is { } batch)
        {
            await _batches.HandleAsync(context, batch, body);
            return;
        }

        context.Response.StatusCode = 404;
        context.Response.ContentType = "application/json";
        await context.Response.BodyWriter.WriteAsync(WireFormat.Bytes(json => s_openAi.WriteError(json, new WireError(ErrorKind.NotFound, $"Invalid URL ({context.Request.Method} {path})"))));
    }

    private static WireFormat? Wire(string path) => s_formats.FirstOrDefault(format => format.Takes(path));

    private static RecordedRequest Recorded(HttpRequest http, byte[] body) => new(
        http.Method,
        http.Path.Value ?? "",
        http.QueryString.Value ?? "",
        http.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
        body);

    private static async Task<byte[]> ReadAsync(HttpRequest http)
    {
        if (http.ContentLength is { } length)
        {
            var body = new byte[length];
            await http.Body.ReadExactlyAsync(body, http.HttpContext.RequestAborted);
            return body;
        }

        using var buffer = new MemoryStream();
        await http.Body.CopyToAsync(buffer, http.HttpContext.RequestAborted);
        return buffer.ToArray();
    }
}
