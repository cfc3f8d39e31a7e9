using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using SynthTrain.Core.Jsonl;
using SynthTrain.Teachers.Providers;
using SynthTrain.Teachers.Providers.Http;
using SynthTrain.Teachers.Secrets;

namespace SynthTrain.Teachers.Batches.Wire;

/// <summary>Sends what job endpoints take and reads what they answer; faults become <see cref="ProviderException"/> by the same table as the live API's.</summary>
/// <param name="inner">The network; it outlives this.</param>
/// <param name="keys">Takes keys out of what a fault says.</param>
/// <param name="time">The clock of <c>Retry-After</c>.</param>
/// <param name="authorize">Puts the key into the headers.</param>
internal sealed class BatchHttp(HttpMessageHandler inner, KeyRing keys, TimeProvider time, Action<HttpRequestMessage> authorize)
{
    private static readonly MediaTypeHeaderValue s_json = new("application/json");
    private static readonly ProductInfoHeaderValue s_agent = new("SynthTrain", typeof(BatchHttp).Assembly.GetName().Version!.ToString(3));

    // An upload takes as long as a slow line needs for it.
    private const int SlowestBytesPerSecond = 100_000;

    /// <summary>The longest that an answer, or the next part of one, is waited for; default two minutes.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>JSON as content.</summary>
    public static HttpContent Json(string text)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        content.Headers.ContentType = s_json;
        return content;
    }

    /// <summary>Reads a JSON object; null where the API says that there is none of this name.</summary>
    public async Task<JsonElement?> FindAsync(Uri url, CancellationToken cancellationToken)
    {
        try
        {
            return await GetAsync(url, cancellationToken);
        }
        catch (ProviderException e) when (e.IsMissing)
        {
            return null;
        }
    }

    /// <summary>Reads a JSON object.</summary>
    public async Task<JsonElement> GetAsync(Uri url, CancellationToken cancellationToken)
    {
        using var patience = new Patience(Timeout, time, cancellationToken);
        using var response = await SendAsync(HttpMethod.Get, url, null, [], patience);
        return await ReadAsync(response, patience);
    }

    /// <summary>Sends a content, which is disposed of, and reads the JSON object that answers it.</summary>
    public async Task<JsonElement> PostAsync(Uri url, HttpContent content, IEnumerable<(string Name, string Value)> headers, CancellationToken cancellationToken)
    {
        using var patience = new Patience(TimeoutOf(content), time, cancellationToken);
        using var response = await SendAsync(HttpMethod.Post, url, content, headers, patience);
        return await ReadAsync(response, patience);
    }

    /// <summary>Sends a content, which is disposed of, and reads one header of the answer.</summary>
    public async Task<string?> HeaderAsync(Uri url, HttpContent content, IEnumerable<(string Name, string Value)> headers, string header, CancellationToken cancellationToken)
    {
        using var patience = new Patience(TimeoutOf(content), time, cancellationToken);
        using var response = await SendAsync(HttpMethod.Post, url, content, headers, patience);
        return response.Headers.TryGetValues(header, out var values) ? values.First() : null;
    }

    /// <summary>Reads a file line by line; each line is valid until the next.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> LinesAsync(Uri url, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var patience = new Patience(Timeout, time, cancellationToken);
        using var response = await SendAsync(HttpMethod.Get, url, null, [], patience);
        await using var stream = await GuardAsync(() => response.Content.ReadAsStreamAsync(patience.Token), patience);
        var splitter = new LineSplitter(stream);
        while (await GuardAsync(() => splitter.NextAsync(patience.Token).AsTask(), patience) is { } line)
        {
            if (line.Bytes.Length > 0)
                yield return line.Bytes;
            patience.Restart();
        }
    }

    private TimeSpan TimeoutOf(HttpContent content) => Timeout + TimeSpan.FromSeconds((content.Headers.ContentLength ?? 0) / (double)SlowestBytesPerSecond);

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, Uri url, HttpContent? content, IEnumerable<(string Name, string Value)> headers, Patience patience)
    {
        using var request = new HttpRequestMessage(method, url) { Content = content };
        request.Headers.UserAgent.Add(s_agent);
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        authorize(request);
        using var invoker = new HttpMessageInvoker(inner, disposeHandler: false);
        var response = await GuardAsync(() => invoker.SendAsync(request, patience.Token), patience);
        var type = response.Content.Headers.ContentType?.MediaType;
        if (response.IsSuccessStatusCode && type != "text/html")
            return response;
        using (response)
        {
            var body = keys.Scrub(await GuardAsync(() => response.Content.ReadAsStringAsync(patience.Token), patience));
            throw HttpFaults.Of(new HttpFault((int)response.StatusCode, type, body, RetryAfter.Of(response.Headers, time))) as ProviderException
                ?? new ProviderException(ProviderFault.Refused, HttpFaults.Shorten(body)) { Status = (int)response.StatusCode };
        }
    }

    private Task<JsonElement> ReadAsync(HttpResponseMessage response, Patience patience) => GuardAsync(
        async () =>
        {
            await using var stream = await response.Content.ReadAsStreamAsync(patience.Token);
            using var document = await JsonDocument.ParseAsync(stream, cancellationToken: patience.Token);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : throw new JsonException("an object was expected");
        },
        patience);

    private async Task<T> GuardAsync<T>(Func<Task<T>> call, Patience patience)
    {
        try
        {
            return await call();
        }
        catch (Exception e) when (e is not ProviderException)
        {
            patience.ThrowIfGivenUp();
            throw ExceptionFaults.Of(e, keys);
        }
    }

    /// <summary>Ends a call that brings nothing for too long, or that its caller has given up.</summary>
    private sealed class Patience : IDisposable
    {
        private readonly TimeSpan _timeout;
        private readonly CancellationToken _caller;
        private readonly CancellationTokenSource _silence;
        private readonly CancellationTokenSource _either;

        public Patience(TimeSpan timeout, TimeProvider time, CancellationToken caller)
        {
            (_timeout, _caller) = (timeout, caller);
            _silence = new CancellationTokenSource(timeout, time);
            _either = CancellationTokenSource.CreateLinkedTokenSource(_silence.Token, caller);
        }

        public CancellationToken Token => _either.Token;

        public void Restart() => _silence.CancelAfter(_timeout);

        public void ThrowIfGivenUp() => _caller.ThrowIfCancellationRequested();

        public void Dispose()
        {
            _either.Dispose();
            _silence.Dispose();
        }
    }
}
