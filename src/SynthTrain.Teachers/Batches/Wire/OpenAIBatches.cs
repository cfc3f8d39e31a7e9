using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Teachers.Providers;

namespace SynthTrain.Teachers.Batches.Wire;

/// <summary>OpenAI's batches: an uploaded file of requests, a job, one or two files of results.</summary>
/// <remarks>https://platform.openai.com/docs/api-reference/batch and …/files: 50,000 requests and 200 MB a job. The hash goes along as metadata.</remarks>
internal sealed class OpenAIBatches(Uri baseUrl, BatchHttp http) : IBatchProvider
{
    private const string Endpoint = "/v1/chat/completions";
    private const string Metadata = "synthtrain";
    private const int Listed = 100;

    /// <inheritdoc/>
    public BatchLimits Limits => new(50_000, 200_000_000);

    /// <inheritdoc/>
    public bool KeepsHash => true;

    /// <inheritdoc/>
    public void WriteRequest(Stream output, string key, ReadOnlySpan<byte> body)
    {
        output.Write(Encoding.ASCII.GetBytes($$"""{"custom_id":"{{key}}","method":"POST","url":"{{Endpoint}}","body":"""));
        output.Write(body);
        output.Write("}\n"u8);
    }

    /// <inheritdoc/>
    public async Task<string> SubmitAsync(BatchUpload upload, CancellationToken cancellationToken)
    {
        var file = await http.PostAsync(new Uri(baseUrl, "files"), Form(upload), [], cancellationToken);
        var job = new JsonObject
        {
            ["input_file_id"] = file.Text("id") ?? throw Unreadable("file"),
            ["endpoint"] = Endpoint,
            ["completion_window"] = "24h",
            ["metadata"] = new JsonObject { [Metadata] = upload.Hash },
        };
        var made = await http.PostAsync(new Uri(baseUrl, "batches"), BatchHttp.Json(job.ToJsonString()), [], cancellationToken);
        return made.Text("id") ?? throw Unreadable("batch");
    }

    /// <inheritdoc/>
    public async Task<BatchJob?> FindAsync(string id, CancellationToken cancellationToken) =>
        await http.FindAsync(new Uri(baseUrl, $"batches/{Uri.EscapeDataString(id)}"), cancellationToken) is { } job ? Job(job) : null;

    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyList<BatchJob>> RecentAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var after = ""; ;)
        {
            var list = await http.GetAsync(new Uri(baseUrl, $"batches?limit={Listed}{after}"), cancellationToken);
            var page = list.Items("data").Select(Job).ToList();
            yield return page;
            if (page.Count == 0 || list.Get("has_more") is not { ValueKind: JsonValueKind.True })
                yield break;
            after = "&after=" + Uri.EscapeDataString(page[^1].Id);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ResultsAsync(BatchJob job, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var file in job.Results)
        {
            await foreach (var line in http.LinesAsync(new Uri(baseUrl, $"files/{Uri.EscapeDataString(file)}/content"), cancellationToken))
                yield return line;
        }
    }

    /// <inheritdoc/>
    public BatchResult? ReadResult(ReadOnlyMemory<byte> line)
    {
        if (JsonFields.Parse(line) is not { } result || result.Text("custom_id") is not { } key)
            return null;
        return result.Get("response", "body") is { } body
            ? new BatchResult(key, result.Number("response", "status_code") ?? 200, body.Utf8())
            : new BatchResult(key, 0, default, result.Text("error", "message") ?? result.Text("error", "code"));
    }

    // CA2000: the form is disposed of by whoever sends it, and its parts with it.
#pragma warning disable CA2000
    private static MultipartFormDataContent Form(BatchUpload upload)
    {
        var lines = new StreamContent(new FileStream(upload.Path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, useAsync: true));
        lines.Headers.ContentType = new MediaTypeHeaderValue("application/jsonl");
        return new MultipartFormDataContent { { new StringContent("batch"), "\"purpose\"" }, { lines, "\"file\"", $"\"{upload.Hash}.jsonl\"" } };
    }
#pragma warning restore CA2000

    private static BatchJob Job(JsonElement job)
    {
        var state = job.Text("status") ?? "unknown";
        return new BatchJob(job.Text("id") ?? throw Unreadable("batch"), state is not ("completed" or "failed" or "expired" or "cancelled"), state)
        {
            Hash = job.Text("metadata", Metadata),
            Requests = job.Number("request_counts", "total") is > 0 and var total ? total : null,
            Done = (job.Number("request_counts", "completed") ?? 0) + (job.Number("request_counts", "failed") ?? 0),
            Created = job.Get("created_at") is { ValueKind: JsonValueKind.Number } created && created.TryGetInt64(out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null,
            Results = [.. new[] { job.Text("output_file_id"), job.Text("error_file_id") }.OfType<string>()],
            Message = string.Join("; ", job.Items("errors", "data").Select(error => error.Text("message")).OfType<string>()) is { Length: > 0 } said ? said : null,
        };
    }

    private static ProviderException Unreadable(string what) => new(ProviderFault.BadReply, $"The provider's {what} has no id.");
}
