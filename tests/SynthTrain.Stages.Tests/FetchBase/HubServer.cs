using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace SynthTrain.Stages.Tests.FetchBase;

/// <summary>A hub on the loopback interface: revisions, heads, redirects to a content server, byte ranges, refusals. One request a connection.</summary>
internal sealed class HubServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private bool _ended;

    public HubServer()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public string Commit { get; set; } = new('a', 40);

    public Dictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>Files that lie at another host, as large ones do.</summary>
    public HashSet<string> Large { get; } = new(StringComparer.Ordinal) { "model.safetensors" };

    /// <summary>Where they lie; default: here.</summary>
    public HubServer? ContentServer { get; set; }

    /// <summary>Requests as <c>METHOD path [Range] [token]</c>, in order.</summary>
    public List<string> Log { get; } = [];

    /// <summary>Answers in place of the usual ones; null for the usual one.</summary>
    public Func<string, HubAnswer?> Instead { get; set; } = _ => null;

    /// <summary>After how many bytes of a body the connection is cut; null for never.</summary>
    public Func<string, int?> CutAfter { get; set; } = _ => null;

    /// <summary>Whether nothing more comes after a body's first byte, while the connection stays; false for never.</summary>
    public Func<string, bool> Hang { get; set; } = _ => false;

    /// <summary>Changes bodies on their way.</summary>
    public Func<string, byte[], byte[]> Change { get; set; } = (_, bytes) => bytes;

    public static string Git(byte[] bytes)
    {
#pragma warning disable CA5350 // git's own hash
        return Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {bytes.Length}\0")), .. bytes]));
#pragma warning restore CA5350
    }

    public static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public void Dispose()
    {
        if (_ended)
            return;
        _ended = true;
        _end.Cancel();
        _listener.Stop();
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                if (await reader.ReadLineAsync() is not { } first)
                    return;
                var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
                while (await reader.ReadLineAsync() is { Length: > 0 } line)
                    headers[line[..line.IndexOf(':', StringComparison.Ordinal)]] = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
                await AnswerAsync(stream, first.Split(' ')[0], Uri.UnescapeDataString(first.Split(' ')[1]), headers);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The client has gone, or the server.
        }
    }

    private async Task AnswerAsync(NetworkStream stream, string method, string path, Dictionary<string, string> headers)
    {
        var from = headers.TryGetValue("Range", out var range) ? int.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture) : 0;
        var request = $"{method} {path}{(from > 0 ? $" {from}" : "")}{(headers.TryGetValue("Authorization", out var token) ? $" {token}" : "")}";
        lock (Log)
            Log.Add(request);
        var answer = Instead(request) ?? Usual(method, path);
        var body = answer.Body is null ? [] : from > 0 && answer.Status == 200 ? answer.Body[from..] : answer.Body;
        var head = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {(from > 0 && answer.Status == 200 ? 206 : answer.Status)} X\r\nConnection: close\r\nContent-Length: {body.Length}\r\n"));
        if (from > 0 && answer.Status == 200)
            head.Append(CultureInfo.InvariantCulture, $"Content-Range: bytes {from}-{answer.Body!.Length - 1}/{answer.Body.Length}\r\n");
        foreach (var (name, value) in answer.Headers)
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()));
        if (method == "HEAD")
            return;
        if (Hang(request))
        {
            await stream.WriteAsync(body.AsMemory(0, 1));
            await Task.Delay(Timeout.Infinite, _end.Token);
        }

        body = Change(path, body);
        await stream.WriteAsync(CutAfter(request) is { } cut && cut < body.Length ? body.AsMemory(0, cut) : body);
    }

    private HubAnswer Usual(string method, string path)
    {
        if (path.StartsWith("/content/", StringComparison.Ordinal))
            return new(200, Files[path["/content/".Length..]]);
        if (path.StartsWith("/api/models/tiny/model/revision/", StringComparison.Ordinal))
            return new(200, JsonSerializer.SerializeToUtf8Bytes(new { id = "tiny/model", sha = Commit, siblings = Files.Keys.Select(name => new { rfilename = name }) }));
        var start = $"/tiny/model/resolve/{Commit}/";
        if (!path.StartsWith(start, StringComparison.Ordinal) || !Files.TryGetValue(path[start.Length..], out var bytes))
            return new(404, []) { Headers = { ["X-Error-Code"] = path.StartsWith("/tiny/model/", StringComparison.Ordinal) ? "EntryNotFound" : "RepoNotFound" } };
        var name = path[start.Length..];
        if (!Large.Contains(name))
            return new(200, bytes) { Headers = { ["X-Repo-Commit"] = Commit, ["ETag"] = $"\"{Git(bytes)}\"" } };
        return new(302, []) { Headers = { ["X-Repo-Commit"] = Commit, ["X-Linked-Etag"] = $"\"{Sha256(bytes)}\"", ["X-Linked-Size"] = bytes.Length.ToString(CultureInfo.InvariantCulture), ["Location"] = $"{(ContentServer ?? this).Address}/content/{name}" } };
    }
}
