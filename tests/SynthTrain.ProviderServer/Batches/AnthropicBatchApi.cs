using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SynthTrain.Loopback.Hosting;
using SynthTrain.Loopback.Transport;
using SynthTrain.Loopback.Wire;

namespace SynthTrain.Loopback.Batches;

/// <summary>Anthropic's message batches.</summary>
internal sealed class AnthropicBatchApi(ServerState state) : BatchApi(state, new AnthropicWire())
{
    private const string Root = "/v1/messages/batches";
    private const int MaxKey = 64;

    /// <inheritdoc/>
    public override bool Takes(string path) => path.Contains(Root, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override WireError? CheckAccess(HttpRequest http, string? key) => AnthropicWire.CheckAccess(http, key);

    /// <inheritdoc/>
    public override Outgoing Handle(HttpRequest http, byte[] body)
    {
        var path = http.Path.Value!;
        var tail = path[(path.IndexOf(Root, StringComparison.Ordinal) + Root.Length)..].Trim('/').Split('/');
        return (http.Method, tail) switch
        {
            ("POST", [""]) => Create(http, body),
            ("GET", [""]) => List(http),
            ("GET", [var id]) => Show(http, Store.Job(id)),
            ("GET", [var id, "results"]) => Download(Store.Job(id)),
            ("POST", [var id, "cancel"]) => Cancel(http, Store.Job(id)),
            ("DELETE", [var id]) => Delete(Store.Job(id)),
            _ => throw Refuse(ErrorKind.NotFound, "Not found"),
        };
    }

    private Outgoing Create(HttpRequest http, byte[] body)
    {
        if (body.Length > Store.Options.AnthropicBytes)
            throw Refuse(ErrorKind.TooLarge, "Request exceeds the maximum size");
        var json = Parse(body);
        BodyReader.OnlyKnown(json, ["requests"], name => $"{name}: Extra inputs are not permitted");
        var list = BodyReader.List(json, "requests");
        if (list.GetArrayLength() > Store.Options.AnthropicRequests)
            throw Refuse(ErrorKind.BadRequest, $"requests: List should have at most {Store.Options.AnthropicRequests} items after validation, not {list.GetArrayLength()}");
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var rows = list.EnumerateArray().Select((request, i) => Row(request, i, keys) with { Version = Wire.Version(http) }).ToArray();
        return Show(http, Add(http, number => new BatchJobParts(string.Create(CultureInfo.InvariantCulture, $"msgbatch_{number:x24}"), rows)));
    }

    private static BatchRow Row(JsonElement request, int index, HashSet<string> keys)
    {
        var key = request.TryGetProperty("custom_id", out var id) ? id.GetString() ?? "" : throw Refuse(ErrorKind.BadRequest, $"requests.{index}.custom_id: Field required");
        if (key.Length is 0 or > MaxKey || key.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-')))
            throw Refuse(ErrorKind.BadRequest, $"requests.{index}.custom_id: String should match pattern '^[a-zA-Z0-9_-]{{1,64}}$'");
        if (!keys.Add(key))
            throw Refuse(ErrorKind.BadRequest, $"requests.{index}.custom_id: Duplicate custom_id '{key}'");
        return request.TryGetProperty("params", out var parameters)
            ? new BatchRow(key, "/v1/messages", Encoding.UTF8.GetBytes(parameters.GetRawText()))
            : throw Refuse(ErrorKind.BadRequest, $"requests.{index}.params: Field required");
    }

    private Outgoing List(HttpRequest http)
    {
        var limit = Number(http, "limit", 20, 1000);
        IEnumerable<BatchJob> jobs = Store.Jobs("msgbatch_");
        if (http.Query.TryGetValue("after_id", out var after))
            jobs = jobs.SkipWhile(job => job.Id != after).Skip(1);
        else if (http.Query.TryGetValue("before_id", out var before))
            jobs = jobs.TakeWhile(job => job.Id != before).TakeLast(limit);
        var page = jobs.Take(limit + 1).ToArray();
        var shown = page.Take(limit).ToArray();
        return Json(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("data");
            foreach (var job in shown)
                Write(json, http, job);
            json.WriteEndArray();
            json.WriteBoolean("has_more", page.Length > limit);
            json.WriteString("first_id", shown.FirstOrDefault()?.Id);
            json.WriteString("last_id", shown.LastOrDefault()?.Id);
            json.WriteEndObject();
        });
    }

    private Outgoing Download(BatchJob job) => job.Phase(Store.Now) == BatchPhase.Ended
        ? new Outgoing(200, "application/x-jsonl", [Lines(Results(job).Select(Line))])
        : throw Refuse(ErrorKind.NotFound, "Message Batch has no available results");

    private static byte[] Line(BatchResult result) => WireFormat.Bytes(json =>
    {
        json.WriteStartObject();
        json.WriteString("custom_id", result.Key);
        json.WriteStartObject("result");
        json.WriteString("type", result.State switch { BatchRowState.Cancelled => "canceled", var state => state.ToString().ToLowerInvariant() });
        if (result.Body.Length > 0)
        {
            json.WritePropertyName(result.State == BatchRowState.Succeeded ? "message" : "error");
            json.WriteRawValue(result.Body, skipInputValidation: true);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    });

    private Outgoing Cancel(HttpRequest http, BatchJob job)
    {
        if (job.Phase(Store.Now) == BatchPhase.Ended)
            throw Refuse(ErrorKind.BadRequest, "Message Batch has already ended");
        job.Cancel(Store.Now);
        return Show(http, job);
    }

    private Outgoing Delete(BatchJob job)
    {
        if (job.Phase(Store.Now) != BatchPhase.Ended)
            throw Refuse(ErrorKind.BadRequest, "Message Batch must be ended before it can be deleted");
        Store.Remove(job.Id);
        return Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("id", job.Id);
            json.WriteString("type", "message_batch_deleted");
            json.WriteEndObject();
        });
    }

    private Outgoing Show(HttpRequest http, BatchJob job) => Json(json => Write(json, http, job));

    private void Write(Utf8JsonWriter json, HttpRequest http, BatchJob job)
    {
        var phase = job.Phase(Store.Now);
        var ended = phase == BatchPhase.Ended;
        var results = ended ? Results(job).DistinctBy(result => result.Key).ToArray() : [];
        json.WriteStartObject();
        json.WriteString("id", job.Id);
        json.WriteString("type", "message_batch");
        json.WriteString("processing_status", ended ? "ended" : phase == BatchPhase.Cancelling ? "canceling" : "in_progress");
        json.WriteStartObject("request_counts");
        json.WriteNumber("processing", ended ? 0 : job.Rows.Count);
        foreach (var (name, state) in new[] { ("succeeded", BatchRowState.Succeeded), ("errored", BatchRowState.Errored), ("canceled", BatchRowState.Cancelled), ("expired", BatchRowState.Expired) })
            json.WriteNumber(name, results.Count(result => result.State == state));
        json.WriteEndObject();
        Time(json, "created_at", job.MadeAt);
        Time(json, "expires_at", job.MadeAt.AddDays(1));
        Time(json, "ended_at", ended ? job.MadeAt + job.Duration : null);
        Time(json, "cancel_initiated_at", job.CancelledAt is { } cancelled ? job.MadeAt + (cancelled - job.Made) : null);
        json.WriteNull("archived_at");
        json.WriteString("results_url", ended ? $"{http.Scheme}://{http.Host}{Prefix(http)}{Root}/{job.Id}/results" : null);
        json.WriteEndObject();
    }

    private static string Prefix(HttpRequest http) => http.Path.Value![..http.Path.Value!.IndexOf(Root, StringComparison.Ordinal)];

    private static void Time(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } given)
            json.WriteString(name, given.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
        else
            json.WriteNull(name);
    }
}
