using System.Net;
using System.Text;
using System.Text.Json;
using SynthTrain.Loopback;
using SynthTrain.Loopback.Batches;
using SynthTrain.Loopback.Faults;

namespace SynthTrain.Teachers.Tests.Wire;

/// <summary>The server's batch endpoints behave as the providers' references say, and go wrong on script.</summary>
[TestClass]
public sealed class BatchEndpointsTests
{
    private static readonly HttpClient s_http = new() { Timeout = TimeSpan.FromSeconds(60) };
    private static readonly (string, string)[] s_claude = [("x-api-key", "k"), ("anthropic-version", "2023-06-01")];
    private static readonly (string, string)[] s_gemini = [("x-goog-api-key", "k")];

    [TestMethod]
    public async Task OpenAI_job_goes_through_its_phases_and_answers_what_single_requests_are_answered()
    {
        await using var server = await ProviderServer.StartAsync(new ProviderServerOptions { Batches = new BatchOptions { JobMs = 600 } });

        var made = await OpenAi(server, Rows(4), """, "metadata": {"stage": "drafts"}""");
        var (done, seen) = await Ended(server, $"v1/batches/{Id(made)}", job => job.GetProperty("status").GetString()!, ["completed"]);
        var lines = Lines(await Get(server, $"v1/files/{done.GetProperty("output_file_id").GetString()}/content"));
        var single = await Send(server, HttpMethod.Post, "v1/chat/completions", Chat(2));

        Assert.AreEqual("validating", made.GetProperty("status").GetString());
        Assert.Contains("in_progress", seen);
        Assert.AreEqual("drafts", done.GetProperty("metadata").GetProperty("stage").GetString());
        Assert.AreEqual(4, done.GetProperty("request_counts").GetProperty("completed").GetInt32());
        Assert.AreEqual(JsonValueKind.Null, done.GetProperty("error_file_id").ValueKind);
        Assert.AreEqual(
            single.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString(),
            lines.Single(line => line.GetProperty("custom_id").GetString() == "row-2").GetProperty("response").GetProperty("body").GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        Assert.AreEqual(4, server.BatchLog.Count);
        Assert.AreEqual(Id(made), (await Json(await Get(server, "v1/batches?limit=1"))).GetProperty("data")[0].GetProperty("id").GetString());
    }

    [TestMethod]
    public async Task Expired_OpenAI_job_has_part_of_its_rows_and_says_so_of_the_others()
    {
        await using var server = await Broken(new BatchRule { End = BatchEnd.Expired, DoneShare = 0.25 });

        var (done, _) = await Ended(server, $"v1/batches/{Id(await OpenAi(server, Rows(8)))}", job => job.GetProperty("status").GetString()!, ["expired"]);
        var good = Lines(await Get(server, $"v1/files/{done.GetProperty("output_file_id").GetString()}/content"));
        var bad = Lines(await Get(server, $"v1/files/{done.GetProperty("error_file_id").GetString()}/content"));

        Assert.HasCount(2, good);
        Assert.HasCount(6, bad);
        Assert.AreEqual("batch_expired", bad[0].GetProperty("error").GetProperty("code").GetString());
    }

    [TestMethod]
    public async Task Results_are_missing_doubled_reordered_and_strange()
    {
        await using var server = await Broken(new BatchRule { MissingEvery = 5, DoubledEvery = 3, Reordered = true, Stranger = true });

        var (done, _) = await Ended(server, $"v1/batches/{Id(await OpenAi(server, Rows(10)))}", job => job.GetProperty("status").GetString()!, ["completed"]);
        var keys = Lines(await Get(server, $"v1/files/{done.GetProperty("output_file_id").GetString()}/content")).Select(line => line.GetProperty("custom_id").GetString()!).ToArray();

        Assert.HasCount(8 + 3 + 1, keys);
        Assert.HasCount(9, keys.Distinct(StringComparer.Ordinal).ToArray());
        Assert.DoesNotContain("row-4", keys);
        CollectionAssert.AreNotEqual(keys.Order(StringComparer.Ordinal).ToArray(), keys);
    }

    [TestMethod]
    public async Task Job_is_made_although_its_reply_is_lost()
    {
        await using var server = await Broken(new BatchRule { LoseReply = true, To = 1 });

        await Assert.ThrowsAsync<HttpRequestException>(() => OpenAi(server, Rows(2)));

        Assert.AreEqual(1, (await Json(await Get(server, "v1/batches"))).GetProperty("data").GetArrayLength());
    }

    [TestMethod]
    public async Task Limits_and_faulty_input_fail_the_job()
    {
        await using var server = await ProviderServer.StartAsync(new ProviderServerOptions { Batches = new BatchOptions { JobMs = 100, OpenAiRequests = 3, AnthropicRequests = 3 } });

        var (many, _) = await Ended(server, $"v1/batches/{Id(await OpenAi(server, Rows(4)))}", job => job.GetProperty("status").GetString()!, ["failed"]);
        var (twice, _) = await Ended(server, $"v1/batches/{Id(await OpenAi(server, Rows(1) + Rows(1)))}", job => job.GetProperty("status").GetString()!, ["failed"]);
        var claude = await Send(server, HttpMethod.Post, "v1/messages/batches", Claude(4), s_claude);

        Assert.AreEqual("too_many_tasks", many.GetProperty("errors").GetProperty("data")[0].GetProperty("code").GetString());
        Assert.AreEqual("duplicate_custom_id", twice.GetProperty("errors").GetProperty("data")[0].GetProperty("code").GetString());
        Assert.AreEqual("invalid_request_error", claude.GetProperty("error").GetProperty("type").GetString());
    }

    [TestMethod]
    public async Task Anthropic_job_ends_with_results_of_every_kind()
    {
        var rule = new BatchRule { End = BatchEnd.Expired, DoneShare = 0.75, Rows = FaultScript.Of(FaultRule.Nth(2, FaultKind.ServerError)) };
        await using var server = await Broken(rule);

        var made = await Send(server, HttpMethod.Post, "v1/messages/batches", Claude(4), s_claude);
        var (done, _) = await Ended(server, $"v1/messages/batches/{Id(made)}", job => job.GetProperty("processing_status").GetString()!, ["ended"], s_claude);
        var address = new Uri(done.GetProperty("results_url").GetString()!);
        var lines = Lines(await Get(server, address.PathAndQuery.TrimStart('/'), s_claude));

        CollectionAssert.AreEqual(new[] { "succeeded", "errored", "succeeded", "expired" }, lines.Select(line => line.GetProperty("result").GetProperty("type").GetString()).ToArray());
        Assert.AreEqual("message", lines[0].GetProperty("result").GetProperty("message").GetProperty("type").GetString());
        Assert.AreEqual("api_error", lines[1].GetProperty("result").GetProperty("error").GetProperty("error").GetProperty("type").GetString());
        Assert.AreEqual(1, done.GetProperty("request_counts").GetProperty("expired").GetInt32());
    }

    [TestMethod]
    public async Task Cancelled_Anthropic_job_has_canceled_rows()
    {
        await using var server = await ProviderServer.StartAsync(new ProviderServerOptions { Batches = new BatchOptions { JobMs = 5_000 } });

        var made = await Send(server, HttpMethod.Post, "v1/messages/batches", Claude(4), s_claude);
        var cancelling = await Send(server, HttpMethod.Post, $"v1/messages/batches/{Id(made)}/cancel", "", s_claude);
        var (done, _) = await Ended(server, $"v1/messages/batches/{Id(made)}", job => job.GetProperty("processing_status").GetString()!, ["ended"], s_claude);

        Assert.AreEqual("canceling", cancelling.GetProperty("processing_status").GetString());
        Assert.AreEqual(2, done.GetProperty("request_counts").GetProperty("canceled").GetInt32());
    }

    [TestMethod]
    public async Task Gemini_job_takes_requests_inline_and_from_an_uploaded_file()
    {
        await using var server = await ProviderServer.StartAsync(new ProviderServerOptions { Batches = new BatchOptions { JobMs = 50 } });
        const string Request = """{"contents": [{"role": "user", "parts": [{"text": "Name five rivers"}]}]}""";
        var inline = """{"batch": {"display_name": "one", "input_config": {"requests": {"requests": [{"request": """ + Request + """, "metadata": {"key": "a"}}]}}}}""";
        var file = await Upload(server, $$"""{"key": "a", "request": {{Request}}}""" + "\n");

        var first = await Send(server, HttpMethod.Post, "v1beta/models/gemini-test:batchGenerateContent", inline, s_gemini);
        var second = await Send(server, HttpMethod.Post, "v1beta/models/gemini-test:batchGenerateContent", "{\"batch\": {\"displayName\": \"two\", \"inputConfig\": {\"fileName\": \"" + file + "\"}}}", s_gemini);
        var (one, _) = await Ended(server, "v1beta/" + first.GetProperty("name").GetString(), State, ["BATCH_STATE_SUCCEEDED"], s_gemini);
        var (two, _) = await Ended(server, "v1beta/" + second.GetProperty("name").GetString(), State, ["BATCH_STATE_SUCCEEDED"], s_gemini);
        var lines = Lines(await Get(server, $"download/v1beta/{two.GetProperty("response").GetProperty("responsesFile").GetString()}:download?alt=media", s_gemini));
        var inlined = one.GetProperty("response").GetProperty("inlinedResponses").GetProperty("inlinedResponses")[0];

        Assert.IsTrue(one.GetProperty("done").GetBoolean());
        Assert.AreEqual("a", inlined.GetProperty("metadata").GetProperty("key").GetString());
        Assert.AreEqual("a", lines[0].GetProperty("key").GetString());
        Assert.AreEqual(Text(inlined), Text(lines[0]));

        static string State(JsonElement job) => job.GetProperty("metadata").GetProperty("state").GetString()!;
        static string? Text(JsonElement row) => row.GetProperty("response").GetProperty("candidates")[0].GetProperty("content").GetProperty("parts")[0].GetProperty("text").GetString();
    }

    [TestMethod]
    public async Task Every_call_of_a_batch_endpoint_can_fail_once()
    {
        await using var server = await ProviderServer.StartAsync(new ProviderServerOptions { BatchFaults = new BatchScript { Calls = FaultScript.Of(FaultRule.First(1, FaultKind.Unavailable)) } });

        var first = await Get(server, "v1/batches");
        var second = await Get(server, "v1/batches");

        Assert.AreEqual(HttpStatusCode.ServiceUnavailable, first.StatusCode);
        Assert.AreEqual(HttpStatusCode.OK, second.StatusCode);
    }

    private static Task<ProviderServer> Broken(BatchRule rule) =>
        ProviderServer.StartAsync(new ProviderServerOptions { Batches = new BatchOptions { JobMs = 100 }, BatchFaults = BatchScript.Of(rule) });

    private static string Chat(int number) => $$"""{"model": "gpt-test", "messages": [{"role": "user", "content": "Name river number {{number}}"}]}""";

    private static string Rows(int count) => string.Concat(Enumerable.Range(0, count).Select(i => $$"""{"custom_id": "row-{{i}}", "method": "POST", "url": "/v1/chat/completions", "body": {{Chat(i)}}}""" + "\n"));

    private static string Claude(int count) => $$"""{"requests": [{{string.Join(',', Enumerable.Range(0, count).Select(i => $$$"""{"custom_id": "row-{{{i}}}", "params": {"model": "claude-test", "max_tokens": 300, "messages": [{"role": "user", "content": "Name river {{{i}}}"}]}}"""))}}]}""";

    private static string Id(JsonElement made) => made.GetProperty("id").GetString()!;

    private static async Task<JsonElement> OpenAi(ProviderServer server, string rows, string more = "")
    {
        using var form = new MultipartFormDataContent { { new StringContent("batch"), "purpose" }, { new ByteArrayContent(Encoding.UTF8.GetBytes(rows)), "file", "rows.jsonl" } };
        using var uploaded = await s_http.PostAsync(server.Url("v1/files"), form);
        var file = Id(await Json(uploaded));
        return await Send(server, HttpMethod.Post, "v1/batches", $$"""{"input_file_id": "{{file}}", "endpoint": "/v1/chat/completions", "completion_window": "24h"{{more}}}""");
    }

    private static async Task<string> Upload(ProviderServer server, string content)
    {
        using var start = new HttpRequestMessage(HttpMethod.Post, server.Url("upload/v1beta/files")) { Content = new StringContent("""{"file": {"display_name": "rows"}}""", Encoding.UTF8, "application/json") };
        foreach (var (name, value) in new[] { s_gemini[0], ("X-Goog-Upload-Protocol", "resumable"), ("X-Goog-Upload-Command", "start"), ("X-Goog-Upload-Header-Content-Length", content.Length.ToString()), ("X-Goog-Upload-Header-Content-Type", "application/jsonl") })
            start.Headers.Add(name, value);
        using var started = await s_http.SendAsync(start);
        using var bytes = new HttpRequestMessage(HttpMethod.Post, started.Headers.GetValues("x-goog-upload-url").Single()) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(content)) };
        bytes.Headers.Add("X-Goog-Upload-Offset", "0");
        bytes.Headers.Add("X-Goog-Upload-Command", "upload, finalize");
        using var sent = await s_http.SendAsync(bytes);
        return (await Json(sent)).GetProperty("file").GetProperty("name").GetString()!;
    }

    private static async Task<(JsonElement Job, HashSet<string> Seen)> Ended(ProviderServer server, string path, Func<JsonElement, string> status, string[] ends, params (string, string)[] headers)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 3000; i++)
        {
            var job = await Json(await Get(server, path, headers));
            seen.Add(status(job));
            if (ends.Contains(status(job)))
                return (job, seen);
            await Task.Delay(20);
        }

        throw new TimeoutException($"'{path}' never came to {string.Join(", ", ends)}: {string.Join(", ", seen)}");
    }

    private static async Task<JsonElement> Send(ProviderServer server, HttpMethod method, string path, string body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, server.Url(path)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        using var reply = await s_http.SendAsync(request);
        return await Json(reply);
    }

    private static async Task<HttpResponseMessage> Get(ProviderServer server, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, server.Url(path));
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        return await s_http.SendAsync(request);
    }

    private static JsonElement[] Lines(HttpResponseMessage reply) => [.. reply.Content.ReadAsStringAsync().Result.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];

    private static async Task<JsonElement> Json(HttpResponseMessage reply) => JsonElement.Parse(await reply.Content.ReadAsStringAsync());
}
