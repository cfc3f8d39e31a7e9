using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SynthTrain.Loopback.Hosting;
using SynthTrain.Loopback.Transport;
using SynthTrain.Loopback.Wire;

namespace SynthTrain.Loopback.Batches;

/// <summary>OpenAI's files and batches.</summary>
internal sealed class OpenAiBatchApi(ServerState state) : BatchApi(state, new OpenAiWire())
{
    private const int MaxPairs = 16;

    /// <inheritdoc/>
    public override bool Takes(string path) =>
        !path.Contains("/messages/", StringComparison.Ordinal) && (Tail(path, "/v1/batches") is not null || Tail(path, "/v1/files") is not null);

    /// <inheritdoc/>
    public override WireError? CheckAccess(HttpRequest http, string? key) => OpenAiWire.CheckKey(http, key);

    /// <inheritdoc/>
    public override Outgoing Handle(HttpRequest http, byte[] body)
    {
        var path = http.Path.Value!;
        if (Tail(path, "/v1/files") is { } file)
            return File(http, file, body);
        return (http.Method, Tail(path, "/v1/batches")) switch
        {
            ("POST", "") => Create(http, body),
            ("GET", "") => List(http),
            ("POST", var tail) when tail!.EndsWith("/cancel", StringComparison.Ordinal) => Cancel(tail[..^"/cancel".Length]),
            ("GET", var id) => Show(Store.Job(id!)),
            _ => throw Refuse(ErrorKind.NotAllowed, $"Not allowed to {http.Method} on {path}."),
        };
    }

    private static string? Tail(string path, string root)
    {
        var at = path.IndexOf(root, StringComparison.Ordinal);
        if (at < 0)
            return null;
        var tail = path[(at + root.Length)..];
        return tail.Length == 0 ? "" : tail[0] == '/' ? tail[1..] : null;
    }

    private Outgoing File(HttpRequest http, string tail, byte[] body)
    {
        if (http.Method == "POST" && tail.Length == 0)
            return Upload(http, body);
        if (http.Method == "GET" && tail.EndsWith("/content", StringComparison.Ordinal))
            return new Outgoing(200, "application/octet-stream", [Store.File(tail[..^"/content".Length]).Content]);
        if (http.Method == "DELETE" && Store.RemoveFile(tail))
        {
            return Json(json =>
            {
                json.WriteStartObject();
                json.WriteString("id", tail);
                json.WriteString("object", "file");
                json.WriteBoolean("deleted", true);
                json.WriteEndObject();
            });
        }

        return ShowFile(Store.File(tail));
    }

    private Outgoing Upload(HttpRequest http, byte[] body)
    {
        var form = Multipart.Read(http, body);
        var purpose = Multipart.Text(form, "purpose") ?? throw Refuse(ErrorKind.BadRequest, "'purpose' is a required property", "purpose");
        if (purpose != "batch")
            throw Refuse(ErrorKind.BadRequest, $"'{purpose}' is not one of ['batch'] on this server - 'purpose'", "purpose");
        if (!form.TryGetValue("file", out var file) || file.FileName is null)
            throw Refuse(ErrorKind.BadRequest, "'file' is a required property", "file");
        if (file.Content.Length > Store.Options.OpenAiBytes)
            throw Refuse(ErrorKind.TooLarge, $"The file is {file.Content.Length} bytes; at most {Store.Options.OpenAiBytes} are allowed for purpose batch.", "file");
        return ShowFile(Store.AddFile("file-", file.FileName, purpose, file.Content));
    }

    private static Outgoing ShowFile(StoredFile file) => Json(json =>
    {
        json.WriteStartObject();
        json.WriteString("id", file.Id);
        json.WriteString("object", "file");
        json.WriteNumber("bytes", file.Content.Length);
        json.WriteNumber("created_at", file.Made.ToUnixTimeSeconds());
        json.WriteNull("expires_at");
        json.WriteString("filename", file.Name);
        json.WriteString("purpose", file.Purpose);
        json.WriteString("status", "processed");
        json.WriteNull("status_details");
        json.WriteEndObject();
    });

    private Outgoing Create(HttpRequest http, byte[] body)
    {
        var json = Parse(body);
        BodyReader.OnlyKnown(json, ["input_file_id", "endpoint", "completion_window", "metadata", "output_expires_after"], name => $"Unknown parameter: '{name}'.");
        var endpoint = BodyReader.Text(json, "endpoint");
        if (endpoint != "/v1/chat/completions")
            throw Refuse(ErrorKind.BadRequest, $"Invalid value: '{endpoint}'. This server supports '/v1/chat/completions'.", "endpoint");
        if (BodyReader.Text(json, "completion_window") != "24h")
            throw Refuse(ErrorKind.BadRequest, "Invalid 'completion_window': only '24h' is supported.", "completion_window");
        var file = Store.File(BodyReader.Text(json, "input_file_id"));
        var (rows, fault) = OpenAiBatchInput.Read(file.Content, endpoint, Store.Options.OpenAiRequests);
        return Show(Add(http, number => new BatchJobParts(string.Create(CultureInfo.InvariantCulture, $"batch_{number:x24}"), rows)
        {
            InputFile = file.Id,
            Endpoint = endpoint,
            Metadata = Metadata(json),
            Fault = fault,
        }));
    }

    private static JsonElement? Metadata(JsonElement body)
    {
        if (!body.TryGetProperty("metadata", out var metadata) || metadata.ValueKind == JsonValueKind.Null)
            return null;
        var pairs = metadata.EnumerateObject().ToArray();
        if (pairs.Length > MaxPairs || pairs.Any(pair => pair.Name.Length > 64 || pair.Value.ValueKind != JsonValueKind.String || pair.Value.GetString()!.Length > 512))
            throw Refuse(ErrorKind.BadRequest, "Invalid 'metadata': at most 16 pairs, keys of at most 64 and values of at most 512 characters.", "metadata");
        return metadata.Clone();
    }

    private Outgoing List(HttpRequest http)
    {
        var limit = Number(http, "limit", 20, 100);
        IEnumerable<BatchJob> jobs = Store.Jobs("batch_");
        if (http.Query.TryGetValue("after", out var after))
            jobs = jobs.SkipWhile(job => job.Id != after).Skip(1);
        var page = jobs.Take(limit + 1).ToArray();
        var shown = page.Take(limit).ToArray();
        return Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("object", "list");
            json.WriteStartArray("data");
            foreach (var job in shown)
                Write(json, job);
            json.WriteEndArray();
            json.WriteString("first_id", shown.FirstOrDefault()?.Id);
            json.WriteString("last_id", shown.LastOrDefault()?.Id);
            json.WriteBoolean("has_more", page.Length > limit);
            json.WriteEndObject();
        });
    }

    private Outgoing Cancel(string id)
    {
        var job = Store.Job(id);
        if (job.Phase(Store.Now) == BatchPhase.Ended)
            throw Refuse(ErrorKind.Conflict, $"Cannot cancel a batch with status '{Status(job)}'.");
        job.Cancel(Store.Now);
        return Show(job);
    }

    private Outgoing Show(BatchJob job) => Json(json => Write(json, job));

    private string Status(BatchJob job) => job.Phase(Store.Now) switch
    {
        BatchPhase.Validating => "validating",
        BatchPhase.Running => "in_progress",
        BatchPhase.Finalizing => "finalizing",
        BatchPhase.Cancelling => "cancelling",
        _ => job.End.ToString().ToLowerInvariant(),
    };

    private void Write(Utf8JsonWriter json, BatchJob job)
    {
        var status = Status(job);
        var results = job.Phase(Store.Now) == BatchPhase.Ended && job.End != BatchEnd.Failed ? Results(job) : [];
        var (good, bad) = Files(job, results);
        json.WriteStartObject();
        json.WriteString("id", job.Id);
        json.WriteString("object", "batch");
        json.WriteString("endpoint", job.Endpoint);
        Errors(json, job, status);
        json.WriteString("input_file_id", job.InputFile);
        json.WriteString("completion_window", "24h");
        json.WriteString("status", status);
        json.WriteString("output_file_id", good?.Id);
        json.WriteString("error_file_id", bad?.Id);
        json.WriteNumber("created_at", job.MadeAt.ToUnixTimeSeconds());
        json.WriteNumber("expires_at", job.MadeAt.AddDays(1).ToUnixTimeSeconds());
        foreach (var moment in new[] { "completed", "failed", "expired", "cancelled", "cancelling" })
        {
            if (status == moment || (moment == "cancelling" && job.CancelledAt is not null))
                json.WriteNumber(moment + "_at", (job.MadeAt + (Store.Now - job.Made)).ToUnixTimeSeconds());
            else
                json.WriteNull(moment + "_at");
        }

        var succeeded = results.Where(result => result.State == BatchRowState.Succeeded).DistinctBy(result => result.Key).Count();
        json.WriteStartObject("request_counts");
        json.WriteNumber("total", status == "validating" ? 0 : job.Rows.Count);
        json.WriteNumber("completed", succeeded);
        json.WriteNumber("failed", results.Where(result => result.State == BatchRowState.Errored).DistinctBy(result => result.Key).Count());
        json.WriteEndObject();
        json.WritePropertyName("metadata");
        if (job.Metadata is { } metadata)
            metadata.WriteTo(json);
        else
            json.WriteNullValue();
        json.WriteEndObject();
    }

    private static void Errors(Utf8JsonWriter json, BatchJob job, string status)
    {
        if (status != "failed")
        {
            json.WriteNull("errors");
            return;
        }

        json.WriteStartObject("errors");
        json.WriteString("object", "list");
        json.WriteStartArray("data");
        json.WriteStartObject();
        json.WriteString("code", job.Fault?.Split(':')[0] ?? "token_limit_exceeded");
        json.WriteString("message", job.Fault ?? "Enqueued token limit reached. Please try again once some in_progress batches have been completed.");
        json.WriteNull("param");
        json.WriteNull("line");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private (StoredFile? Good, StoredFile? Bad) Files(BatchJob job, IReadOnlyList<BatchResult> results)
    {
        var good = results.Where(result => result.State == BatchRowState.Succeeded).ToArray();
        var bad = results.Where(result => result.State != BatchRowState.Succeeded).ToArray();
        return (Make("out", good), Make("err", bad));

        StoredFile? Make(string kind, BatchResult[] rows) => rows.Length == 0
            ? null
            : Store.AddFileOnce($"file-{kind}-{job.Id}", $"{job.Id}_{kind}.jsonl", () => Lines(rows.Select((row, i) => OpenAiBatchOutput.Line(job, row, i))));
    }
}
