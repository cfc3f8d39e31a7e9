using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SynthTrain.Loopback.Hosting;
using SynthTrain.Loopback.Transport;
using SynthTrain.Loopback.Wire;

namespace SynthTrain.Loopback.Batches;

/// <summary>Gemini's batch mode and the files it reads and writes.</summary>
internal sealed class GeminiBatchApi(ServerState state) : BatchApi(state, new GeminiWire())
{
    private readonly GeminiFiles _files = new(state.Batches);

    /// <inheritdoc/>
    public override bool Takes(string path) =>
        path.EndsWith(":batchGenerateContent", StringComparison.Ordinal) || path.Contains("/v1beta/batches", StringComparison.Ordinal) || GeminiFiles.Takes(path);

    /// <inheritdoc/>
    public override WireError? CheckAccess(HttpRequest http, string? key) => GeminiFiles.IsUploadPart(http) ? null : GeminiWire.CheckAccess(http, key);

    /// <inheritdoc/>
    public override Outgoing Handle(HttpRequest http, byte[] body)
    {
        var path = http.Path.Value!;
        if (GeminiFiles.Takes(path))
            return _files.Handle(http, body);
        if (path.EndsWith(":batchGenerateContent", StringComparison.Ordinal))
            return Create(http, body);
        var tail = path[(path.IndexOf("/batches", StringComparison.Ordinal) + "/batches".Length)..].TrimStart('/');
        return (http.Method, tail) switch
        {
            ("GET", "") => List(http),
            ("GET", _) => Show(Store.Job("batches/" + tail)),
            ("POST", _) when tail.EndsWith(":cancel", StringComparison.Ordinal) => Cancel(Store.Job("batches/" + tail[..^":cancel".Length])),
            ("DELETE", _) when Store.Remove("batches/" + tail) => Empty(),
            _ => throw Refuse(ErrorKind.NotFound, "Requested entity was not found."),
        };
    }

    private static Outgoing Empty() => Json(json =>
    {
        json.WriteStartObject();
        json.WriteEndObject();
    });

    private Outgoing Create(HttpRequest http, byte[] body)
    {
        var path = http.Path.Value!;
        if (Store.Jobs("batches/").Count(job => job.Phase(Store.Now) != BatchPhase.Ended) >= Store.Options.GeminiJobs)
            throw Refuse(ErrorKind.RateLimited, "Resource has been exhausted (e.g. check quota).");
        var model = path[(path.LastIndexOf("/models/", StringComparison.Ordinal) + "/models/".Length)..path.LastIndexOf(':')];
        var batch = GeminiRequestReader.Field(Parse(body), "batch") ?? throw Refuse(ErrorKind.BadRequest, "* BatchGenerateContentRequest.batch: batch is required");
        var config = GeminiRequestReader.Field(batch, "inputConfig") ?? throw Refuse(ErrorKind.BadRequest, "* BatchGenerateContentRequest.batch.input_config: input_config is required");
        var name = GeminiRequestReader.Field(batch, "displayName")?.GetString() ?? throw Refuse(ErrorKind.BadRequest, "* BatchGenerateContentRequest.batch.display_name: display_name is required");
        var file = GeminiRequestReader.Field(config, "fileName")?.GetString();
        if (file is null && body.Length > Store.Options.GeminiInlineBytes)
            throw Refuse(ErrorKind.BadRequest, $"Request payload size exceeds the limit: {Store.Options.GeminiInlineBytes} bytes.");
        var rowPath = $"/v1beta/models/{model}:generateContent";
        var rows = file is null ? Inline(config, rowPath) : Filed(Store.File(file), rowPath);
        return Show(Add(http, number => new BatchJobParts(string.Create(CultureInfo.InvariantCulture, $"batches/{number:x20}"), rows) { Model = model, DisplayName = name, InputFile = file }));
    }

    private static IReadOnlyList<BatchRow> Inline(JsonElement config, string path)
    {
        var outer = GeminiRequestReader.Field(config, "requests") ?? throw Refuse(ErrorKind.BadRequest, "* BatchGenerateContentRequest.batch.input_config: source is required");
        var list = GeminiRequestReader.Field(outer, "requests") is { ValueKind: JsonValueKind.Array } given ? given : throw Refuse(ErrorKind.BadRequest, "* requests.requests is required");
        return [.. list.EnumerateArray().Select(item => new BatchRow(
            GeminiRequestReader.Field(item, "metadata") is { } metadata ? GeminiRequestReader.Field(metadata, "key")?.GetString() ?? "" : "",
            path,
            Encoding.UTF8.GetBytes((GeminiRequestReader.Field(item, "request") ?? throw Refuse(ErrorKind.BadRequest, "* requests.request is required")).GetRawText())))];
    }

    private static List<BatchRow> Filed(StoredFile file, string path)
    {
        var rows = new List<BatchRow>();
        foreach (var line in Split(file.Content))
        {
            try
            {
                var json = JsonElement.Parse(line);
                rows.Add(new BatchRow(json.TryGetProperty("key", out var key) ? key.GetString()! : "", path, Encoding.UTF8.GetBytes(json.GetProperty("request").GetRawText())));
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException)
            {
                throw Refuse(ErrorKind.BadRequest, $"The input file '{file.Id}' has a line that is no request.");
            }
        }

        return rows;
    }

    private Outgoing List(HttpRequest http)
    {
        var size = Number(http, "pageSize", 50, 1000);
        var start = http.Query.TryGetValue("pageToken", out var token) ? int.Parse(token!, CultureInfo.InvariantCulture) : 0;
        var jobs = Store.Jobs("batches/");
        return Json(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("operations");
            foreach (var job in jobs.Skip(start).Take(size))
                Write(json, job);
            json.WriteEndArray();
            if (jobs.Count > start + size)
                json.WriteString("nextPageToken", (start + size).ToString(CultureInfo.InvariantCulture));
            json.WriteEndObject();
        });
    }

    private Outgoing Cancel(BatchJob job)
    {
        if (job.Phase(Store.Now) == BatchPhase.Ended)
            throw Refuse(ErrorKind.BadRequest, "The batch has ended.");
        job.Cancel(Store.Now);
        return Empty();
    }

    private Outgoing Show(BatchJob job) => Json(json => Write(json, job));

    private void Write(Utf8JsonWriter json, BatchJob job)
    {
        var phase = job.Phase(Store.Now);
        var ended = phase == BatchPhase.Ended;
        // A job that expired or was cancelled has no results to fetch.
        var results = ended && job.End == BatchEnd.Completed ? Results(job) : [];
        json.WriteStartObject();
        json.WriteString("name", job.Id);
        json.WriteStartObject("metadata");
        json.WriteString("@type", "type.googleapis.com/google.ai.generativelanguage.v1main.GenerateContentBatch");
        json.WriteString("model", "models/" + job.Model);
        json.WriteString("displayName", job.DisplayName);
        if (job.InputFile is { } file)
        {
            json.WriteStartObject("inputConfig");
            json.WriteString("fileName", file);
            json.WriteEndObject();
        }

        json.WriteString("createTime", job.MadeAt.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
        json.WriteString("updateTime", job.MadeAt.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
        Stats(json, job, results);
        json.WriteString("state", State(job, phase));
        json.WriteString("name", job.Id);
        json.WriteEndObject();
        if (ended)
            End(json, job, results);
        json.WriteEndObject();
    }

    private static void Stats(Utf8JsonWriter json, BatchJob job, IReadOnlyList<BatchResult> results)
    {
        var good = results.Count(result => result.State == BatchRowState.Succeeded);
        json.WriteStartObject("batchStats");
        json.WriteString("requestCount", job.Rows.Count.ToString(CultureInfo.InvariantCulture));
        json.WriteString("successfulRequestCount", good.ToString(CultureInfo.InvariantCulture));
        json.WriteString("failedRequestCount", (results.Count - good).ToString(CultureInfo.InvariantCulture));
        json.WriteString("pendingRequestCount", Math.Max(0, job.Rows.Count - results.Count).ToString(CultureInfo.InvariantCulture));
        json.WriteEndObject();
    }

    private static string State(BatchJob job, BatchPhase phase) => phase switch
    {
        BatchPhase.Validating => "BATCH_STATE_PENDING",
        BatchPhase.Ended => job.End == BatchEnd.Completed ? "BATCH_STATE_SUCCEEDED" : "BATCH_STATE_" + job.End.ToString().ToUpperInvariant(),
        _ => "BATCH_STATE_RUNNING",
    };

    private void End(Utf8JsonWriter json, BatchJob job, IReadOnlyList<BatchResult> results)
    {
        json.WriteBoolean("done", true);
        if (job.End != BatchEnd.Completed)
        {
            json.WriteStartObject("error");
            json.WriteNumber("code", job.End == BatchEnd.Cancelled ? 1 : 4);
            json.WriteString("message", $"The batch is {job.End.ToString().ToLowerInvariant()}.");
            json.WriteEndObject();
            return;
        }

        json.WriteStartObject("response");
        json.WriteString("@type", "type.googleapis.com/google.ai.generativelanguage.v1main.GenerateContentBatchOutput");
        if (job.InputFile is not null)
        {
            var file = Store.AddFileOnce("files/" + job.Id.Replace("batches/", "batch-", StringComparison.Ordinal), "responses.jsonl", () => Lines(results.Select(result => WireFormat.Bytes(line => Result(line, result, inFile: true)))));
            json.WriteString("responsesFile", file.Id);
        }
        else
        {
            json.WriteStartObject("inlinedResponses");
            json.WriteStartArray("inlinedResponses");
            foreach (var result in results)
                Result(json, result, inFile: false);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Result(Utf8JsonWriter json, BatchResult result, bool inFile)
    {
        json.WriteStartObject();
        if (inFile && result.Key.Length > 0)
            json.WriteString("key", result.Key);
        if (result.State == BatchRowState.Succeeded)
        {
            json.WritePropertyName("response");
            json.WriteRawValue(result.Body, skipInputValidation: true);
        }
        else
        {
            json.WritePropertyName("error");
            JsonElement.Parse(result.Body).GetProperty("error").WriteTo(json);
        }

        if (!inFile && result.Key.Length > 0)
        {
            json.WriteStartObject("metadata");
            json.WriteString("key", result.Key);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
