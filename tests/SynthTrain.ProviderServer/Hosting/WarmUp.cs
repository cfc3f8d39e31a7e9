using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace SynthTrain.Loopback.Hosting;

/// <summary>Lets the runtime compile what answers requests, before anybody measures.</summary>
internal static class WarmUp
{
    private const int InFlight = 16;

    public static async Task RunAsync(ProviderServerOptions options)
    {
        if (options.WarmUp <= 0)
            return;
        await using var server = await ProviderServer.StartAsync(new ProviderServerOptions { LatencyMs = 1, KeepRequests = 0 });
        using var http = new HttpClient();
        var next = 0;
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(async _ =>
        {
            int number;
            while ((number = Interlocked.Increment(ref next)) <= options.WarmUp)
                await AskAsync(http, server.Url("v1/chat/completions"), number);
        }));
        // The runtime compiles hot methods again in the background.
        await Task.Delay(TimeSpan.FromMilliseconds(300));
    }

    private static async Task AskAsync(HttpClient http, Uri url, int number)
    {
        var body = string.Create(CultureInfo.InvariantCulture, $"{{\"model\":\"warm-up\",\"max_tokens\":100,\"messages\":[{{\"role\":\"user\",\"content\":\"Say something about the number {number}\"}}]}}");
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var reply = await http.PostAsync(url, content);
        await reply.Content.ReadAsByteArrayAsync();
    }
}
