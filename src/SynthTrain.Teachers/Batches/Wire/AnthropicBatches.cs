using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using SynthTrain.Core.Jsonl;
using SynthTrain.Teachers.Providers;

namespace SynthTrain.Teachers.Batches.Wire;

/// <summary>Anthropic's message batches: requests in the body of the job, results in one file.</summary>
/// <remarks>https://platform.claude.com/docs/en/api/messages/batches: 100,000 requests and 256 MB a job. A batch carries no name, so jobs are found again by the keys of their results.</remarks>
internal sealed class AnthropicBatches(Uri baseUrl, BatchHttp http) : IBatchProvider
{
    private const string Batches = "v1/messages/batches";
    private const int Listed = 100;

    /// <inheritdoc/>
    // What is around the requests takes a few bytes too.
    public BatchLimits Limits => new(100_000, 256_000_000 - 1024);

    /// <inheritdoc/>
    public bool KeepsHash => false;

    /// <inheritdoc/>
    public void WriteRequest(Stream output, string key, ReadOnlySpan<byte> body)
    {
        output.Write(Encoding.ASCII.GetBytes($$"""{"custom_id":"{{key}}","params":"""));
        output.Write(body);
        output.Write("}\n"u8);
    }

    /// <inheritdoc/>
    public async Task<string> SubmitAsync(BatchUpload upload, CancellationToken cancellationToken)
    {
        // CA2000: the content is disposed of by whoever sends it.
#pragma warning disable CA2000
        var content = new RequestList(upload.Path);
#pragma warning restore CA2000
        var made = await http.PostAsync(new Uri(baseUrl, Batches), content, [], cancellationToken);
        return made.Text("id") ?? throw new ProviderException(ProviderFault.BadReply, "The provider's batch has no id.");
    }

    /// <inheritdoc/>
    public async Task<BatchJob?> FindAsync(string id, CancellationToken cancellationToken) =>
        await http.FindAsync(new Uri(baseUrl, $"{Batches}/{Uri.EscapeDataString(id)}"), cancellationToken) is { } job ? Job(job) : null;

    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyList<BatchJob>> RecentAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var after = ""; ;)
        {
            var list = await http.GetAsync(new Uri(baseUrl, $"{Batches}?limit={Listed}{after}"), cancellationToken);
            var page = list.Items("data").Select(Job).ToList();
            yield return page;
            if (page.Count == 0 || list.Get("has_more") is not { ValueKind: JsonValueKind.True })
                yield break;
            after = "&after_id=" + Uri.EscapeDataString(page[^1].Id);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ResultsAsync(BatchJob job, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The address is made here and not taken from the answer: the key goes to no other host.
        if (job.Results.Count == 0)
            yield break;
        await foreach (var line in http.LinesAsync(new Uri(baseUrl, $"{Batches}/{Uri.EscapeDataString(job.Id)}/results"), cancellationToken))
            yield return line;
    }

    /// <inheritdoc/>
    public BatchResult? ReadResult(ReadOnlyMemory<byte> line)
    {
        if (JsonFields.Parse(line) is not { } result || result.Text("custom_id") is not { } key)
            return null;
        if (result.Get("result", "message") is { } message)
            return new BatchResult(key, 200, message.Utf8());
        return result.Get("result", "error") is { } error
            ? new BatchResult(key, Status(error.Text("error", "type") ?? error.Text("type")), error.Utf8())
            : new BatchResult(key, 0, default, $"the request is {result.Text("result", "type")}");
    }

    private static BatchJob Job(JsonElement job)
    {
        var state = job.Text("processing_status") ?? "unknown";
        int Count(string name) => job.Number("request_counts", name) ?? 0;
        var done = Count("succeeded") + Count("errored") + Count("canceled") + Count("expired");
        return new BatchJob(job.Text("id") ?? throw new ProviderException(ProviderFault.BadReply, "The provider's batch has no id."), state != "ended", state)
        {
            Requests = done + Count("processing"),
            Done = done,
            Created = job.Time("created_at"),
            Results = job.Text("results_url") is { } url ? [url] : [],
        };
    }

    private static int Status(string? type) => type switch
    {
        "invalid_request_error" => 400,
        "authentication_error" => 401,
        "billing_error" => 402,
        "permission_error" => 403,
        "not_found_error" => 404,
        "request_too_large" => 413,
        "rate_limit_error" => 429,
        "timeout_error" => 504,
        "overloaded_error" => 529,
        _ => 500,
    };

    /// <summary>The requests as a JSON array, from disk.</summary>
    private sealed class RequestList : HttpContent
    {
        private readonly string _path;

        public RequestList(string path)
        {
            _path = path;
            Headers.ContentType = new("application/json");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await using var file = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
            var lines = new LineSplitter(file);
            await stream.WriteAsync("{\"requests\":["u8.ToArray());
            for (var first = true; lines.Next(out var line); first = false)
            {
                if (!first)
                    await stream.WriteAsync(","u8.ToArray());
                await stream.WriteAsync(line.Bytes);
            }

            await stream.WriteAsync("]}"u8.ToArray());
        }

        protected override bool TryComputeLength(out long length)
        {
            // Every line feed but the last becomes a comma.
            length = new FileInfo(_path).Length - 1 + "{\"requests\":[]}".Length;
            return true;
        }
    }
}
