using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SynthTrain.Training.Tests.Evaluation;

/// <summary>Speaks HTTP/1.1 on loopback, byte for byte as a test says: each connection is one exchange.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<int, string, string?> _answer;
    private int _number;

    /// <param name="answer">Takes the request's number from 1 and its text; gives the whole response, or null to say nothing.</param>
    public LoopbackServer(Func<int, string, string?> answer)
    {
        _answer = answer;
        _listener.Start();
        _ = ServeAsync();
    }

    public ConcurrentQueue<string> Requests { get; } = new();

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public static string Status(int status, string body, string headers = "") =>
        $"HTTP/1.1 {status} Said\r\nContent-Type: application/json\r\n{headers}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}";

    /// <summary>As llama-server and Ollama stream: a chunk of the role, chunks of text, one with the reason, <c>[DONE]</c>.</summary>
    public static string Stream(string finish, params string[] parts)
    {
        var body = new StringBuilder("""data: {"choices":[{"finish_reason":null,"index":0,"delta":{"role":"assistant","content":null}}],"object":"chat.completion.chunk"}""").Append("\n\n");
        foreach (var part in parts)
            body.Append($$$"""data: {"choices":[{"finish_reason":null,"index":0,"delta":{"content":{{{System.Text.Json.JsonSerializer.Serialize(part)}}}}}],"object":"chat.completion.chunk"}""").Append("\n\n");
        body.Append($$$"""data: {"choices":[{"finish_reason":"{{{finish}}}","index":0,"delta":{}}],"object":"chat.completion.chunk"}""").Append("\n\n");
        body.Append("""data: {"choices":[],"usage":{"completion_tokens":3,"prompt_tokens":9,"total_tokens":12}}""").Append("\n\ndata: [DONE]\n\n");
        return Events(body.ToString());
    }

    public static string Events(string body) => $"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n{body}";

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
                _ = ExchangeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ExchangeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var request = await ReadAsync(stream);
                Requests.Enqueue(request);
                if (_answer(Interlocked.Increment(ref _number), request) is { } response)
                    await stream.WriteAsync(Encoding.UTF8.GetBytes(response), _stop.Token);
                else
                    await Task.Delay(Timeout.Infinite, _stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
            {
                // The client went away, or the test is over.
            }
        }
    }

    private async Task<string> ReadAsync(NetworkStream stream)
    {
        var text = new MemoryStream();
        var buffer = new byte[4096];
        while (true)
        {
            var read = await stream.ReadAsync(buffer, _stop.Token);
            text.Write(buffer, 0, read);
            var all = Encoding.UTF8.GetString(text.ToArray());
            var end = all.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (read == 0 || (end >= 0 && text.Length >= Encoding.UTF8.GetByteCount(all[..(end + 4)]) + Length(all[..end])))
                return all;
        }
    }

    private static int Length(string head) => head.Split("\r\n").Where(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)).Select(line => int.Parse(line[15..])).FirstOrDefault();
}
