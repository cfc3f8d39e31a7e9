using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.Jsonl;
using SynthTrain.Teachers.Providers;

namespace SynthTrain.Teachers.Batches.Wire;

/// <summary>Gemini's batch mode: requests in the job while they are few, in an uploaded file when they are many; results the same way.</summary>
/// <remarks>https://ai.google.dev/api/batch-mode and https://ai.google.dev/gemini-api/docs/batch-api: inline below 20 MB, a file up to 2 GB. The hash goes along as the display name.</remarks>
internal sealed class GeminiBatches(Uri baseUrl, string model, BatchHttp http) : IBatchProvider
{
    private const string Prefix = "synthtrain-";
    private const string FileType = "application/jsonl";
    private const int Listed = 100;
    private readonly Uri _api = new(baseUrl, baseUrl.AbsolutePath == "/" ? "v1beta/" : "");
    private readonly string _model = model.Contains('/', StringComparison.Ordinal) ? model : "models/" + model;

    /// <summary>The largest body with the requests in it; the provider's own limit is 20 MB.</summary>
    public long MaxInline { get; init; } = 19_000_000;

    /// <inheritdoc/>
    public BatchLimits Limits => new(100_000, 2_000_000_000);

    /// <inheritdoc/>
    public bool KeepsHash => true;

    /// <inheritdoc/>
    public void WriteRequest(Stream output, string key, ReadOnlySpan<byte> body)
    {
        output.Write(Encoding.ASCII.GetBytes($$"""{"key":"{{key}}","request":"""));
        output.Write(body);
        output.Write("}\n"u8);
    }

    /// <inheritdoc/>
    public async Task<string> SubmitAsync(BatchUpload upload, CancellationToken cancellationToken)
    {
        var input = new FileInfo(upload.Path).Length <= MaxInline
            ? new JsonObject { ["requests"] = new JsonObject { ["requests"] = Inline(upload.Path) } }
            : new JsonObject { ["fileName"] = await UploadAsync(upload, cancellationToken) };
        var batch = new JsonObject { ["batch"] = new JsonObject { ["displayName"] = Prefix + upload.Hash, ["inputConfig"] = input } };
        var made = await http.PostAsync(new Uri(_api, _model + ":batchGenerateContent"), BatchHttp.Json(JsonText.ToText(batch)), [], cancellationToken);
        return made.Text("name") ?? throw Unreadable();
    }

    /// <inheritdoc/>
    public async Task<BatchJob?> FindAsync(string id, CancellationToken cancellationToken) =>
        await http.FindAsync(new Uri(_api, id.StartsWith("batches/", StringComparison.Ordinal) ? id : "batches/" + id), cancellationToken) is { } job ? Job(job) : null;

    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyList<BatchJob>> RecentAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var token = ""; ;)
        {
            var list = await http.GetAsync(new Uri(_api, $"batches?pageSize={Listed}{token}"), cancellationToken);
            yield return [.. list.Items("operations").Select(Job)];
            if (list.Text("nextPageToken") is not { Length: > 0 } next)
                yield break;
            token = "&pageToken=" + Uri.EscapeDataString(next);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ResultsAsync(BatchJob job, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The list of jobs leaves inlined results out.
        if (job.Results.Count == 0 && job.Inline is null)
            job = await FindAsync(job.Id, cancellationToken) ?? job;
        if (job.Inline is { } inline)
        {
            using var document = JsonDocument.Parse(inline);
            foreach (var result in document.RootElement.EnumerateArray())
                yield return result.Utf8();
        }

        foreach (var file in job.Results)
        {
            await foreach (var line in http.LinesAsync(new Uri(new Uri(baseUrl, "/"), $"download/v1beta/{file}:download?alt=media"), cancellationToken))
                yield return line;
        }
    }

    /// <inheritdoc/>
    public BatchResult? ReadResult(ReadOnlyMemory<byte> line)
    {
        if (JsonFields.Parse(line) is not { } result || (result.Text("key") ?? result.Text("metadata", "key")) is not { } key)
            return null;
        if (result.Get("response") is { } response)
            return new BatchResult(key, 200, response.Utf8());
        return result.Get("error") is { } error
            ? new BatchResult(key, Status(error.Number("code") ?? 0), Encoding.UTF8.GetBytes($"{{\"error\":{error.GetRawText()}}}"))
            : new BatchResult(key, 0, default, "the request has neither response nor error");
    }

    private static JsonArray Inline(string path)
    {
        var requests = new JsonArray();
        foreach (var line in File.ReadLines(path))
        {
            var request = JsonNode.Parse(line)!.AsObject();
            requests.Add(new JsonObject { ["request"] = request["request"]!.DeepClone(), ["metadata"] = new JsonObject { ["key"] = request["key"]!.DeepClone() } });
        }

        return requests;
    }

    // https://ai.google.dev/api/files: a resumable upload, here in one piece.
    private async Task<string> UploadAsync(BatchUpload upload, CancellationToken cancellationToken)
    {
        var length = new FileInfo(upload.Path).Length;
        var about = BatchHttp.Json(new JsonObject { ["file"] = new JsonObject { ["displayName"] = Prefix + upload.Hash } }.ToJsonString());
        (string, string)[] start =
        [
            ("X-Goog-Upload-Protocol", "resumable"),
            ("X-Goog-Upload-Command", "start"),
            ("X-Goog-Upload-Header-Content-Length", length.ToString(CultureInfo.InvariantCulture)),
            ("X-Goog-Upload-Header-Content-Type", FileType),
        ];
        var address = await http.HeaderAsync(new Uri(new Uri(baseUrl, "/"), "upload/v1beta/files"), about, start, "X-Goog-Upload-URL", cancellationToken);
        // The key goes to no other host.
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Host != baseUrl.Host)
            throw Unreadable();
        var made = await http.PostAsync(url, Lines(upload.Path), [("X-Goog-Upload-Offset", "0"), ("X-Goog-Upload-Command", "upload, finalize")], cancellationToken);
        return made.Text("file", "name") ?? throw Unreadable();
    }

    // CA2000: the content is disposed of by whoever sends it.
#pragma warning disable CA2000
    private static StreamContent Lines(string path)
    {
        var lines = new StreamContent(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, useAsync: true));
        lines.Headers.ContentType = new MediaTypeHeaderValue(FileType);
        return lines;
    }
#pragma warning restore CA2000

    private static BatchJob Job(JsonElement operation)
    {
        var state = operation.Text("metadata", "state") ?? (operation.Get("done") is { ValueKind: JsonValueKind.True } ? "done" : "unknown");
        var output = operation.Get("metadata", "output") ?? operation.Get("response");
        int Count(string name) => operation.Number("metadata", "batchStats", name) ?? 0;
        return new BatchJob(operation.Text("name") ?? throw Unreadable(), !IsOver(state), state)
        {
            Hash = operation.Text("metadata", "displayName") is { } name && name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : null,
            Requests = Count("requestCount") is > 0 and var total ? total : null,
            Done = Count("successfulRequestCount") + Count("failedRequestCount"),
            Created = operation.Time("metadata", "createTime"),
            Results = output?.Text("responsesFile") is { } file ? [file] : [],
            // A null array would become an empty memory.
            Inline = output?.Get("inlinedResponses", "inlinedResponses") is { } inlined ? inlined.Utf8() : (ReadOnlyMemory<byte>?)null,
            Message = operation.Text("error", "message"),
        };
    }

    // The word begins with BATCH_STATE_ in the API and with JOB_STATE_ in the guide.
    private static bool IsOver(string state) => state == "done" || state.EndsWith("_SUCCEEDED", StringComparison.Ordinal) || state.EndsWith("_FAILED", StringComparison.Ordinal) || state.EndsWith("_CANCELLED", StringComparison.Ordinal) || state.EndsWith("_EXPIRED", StringComparison.Ordinal);

    // A status within a result carries google.rpc.Code, not HTTP's.
    private static int Status(int code) => code switch
    {
        3 or 9 or 11 => 400,
        16 => 401,
        7 => 403,
        5 => 404,
        8 => 429,
        14 => 503,
        4 => 504,
        >= 400 and < 600 => code,
        _ => 500,
    };

    private static ProviderException Unreadable() => new(ProviderFault.BadReply, "The provider's answer about a batch job is not what its reference says.");
}
