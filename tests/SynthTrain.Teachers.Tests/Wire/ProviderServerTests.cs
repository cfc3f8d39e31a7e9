using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using SynthTrain.Core.JsonSchema;
using SynthTrain.Loopback;
using SynthTrain.Loopback.Faults;
using SynthTrain.Loopback.Requests;
using SynthTrain.Loopback.Stats;

namespace SynthTrain.Teachers.Tests.Wire;

[TestClass]
public sealed class ProviderServerTests
{
    private const string Chat = "v1/chat/completions";
    private static readonly HttpClient s_http = new() { Timeout = TimeSpan.FromSeconds(60) };

    [TestMethod]
    public async Task Same_request_has_same_answer_and_usage_counts_four_bytes_a_token()
    {
        await using var server = await ProviderServer.StartAsync();

        var first = await Json(await Post(server, Body("Say how to pack a suitcase")));
        var second = await Json(await Post(server, Body("Say how to pack a suitcase")));
        var other = await Json(await Post(server, Body("Say how to pack a rucksack")));

        Assert.AreEqual(Content(first), Content(second));
        Assert.AreNotEqual(Content(first), Content(other));
        Assert.AreEqual(7, first.GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
        Assert.AreEqual((Content(first).Length + 3) / 4, first.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
        Assert.AreEqual(1, server.Log.RepeatsOfAnswered);
        Assert.AreEqual(2, server.Log.Contents.Count);
    }

    [TestMethod]
    public async Task Stream_says_what_the_whole_reply_says_and_ends_with_usage()
    {
        await using var server = await ProviderServer.StartAsync();
        var whole = Content(await Json(await Post(server, Body("Name five rivers"))));

        using var reply = await Post(server, Body("Name five rivers", ", \"stream\": true, \"stream_options\": {\"include_usage\": true}"));
        var events = (await reply.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.AreEqual("text/event-stream", reply.Content.Headers.ContentType!.MediaType);
        Assert.AreEqual("data: [DONE]", events[^1]);
        var chunks = events[..^1].Select(text => JsonElement.Parse(text["data: ".Length..])).ToArray();
        Assert.AreEqual(whole, string.Concat(chunks[..^1].Select(chunk => chunk.GetProperty("choices")[0].GetProperty("delta").TryGetProperty("content", out var piece) ? piece.GetString() : "")));
        Assert.AreEqual("stop", chunks[^2].GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.AreEqual(0, chunks[^1].GetProperty("choices").GetArrayLength());
        Assert.AreEqual(4, chunks[^1].GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
    }

    [TestMethod]
    [DataRow("response.schema.json")]
    [DataRow("critique.schema.json")]
    public async Task Answers_follow_the_schema_whether_it_is_a_parameter_or_in_the_prompt(string file)
    {
        await using var server = await ProviderServer.StartAsync();
        var text = await File.ReadAllTextAsync(Path.Combine(Repository(), "samples/PocketGuide/data/schemas", file));
        var schema = JsonSchema.Load(Encoding.UTF8.GetBytes(text), file);

        for (var i = 0; i < 50; i++)
        {
            var format = $$$""", "response_format": {"type": "json_schema", "json_schema": {"name": "answer", "schema": {{{text}}}}}""";
            var native = Content(await Json(await Post(server, Body($"What should a traveller number {i} pack for Bergen?", format))));
            var worded = Content(await Json(await Post(server, Body($"What should traveller {i} pack? JSON Schema: {text}"))));
            Assert.IsEmpty(schema.Validate(JsonElement.Parse(native)), native);
            Assert.IsEmpty(schema.Validate(JsonElement.Parse(worded)), worded);
        }
    }

    [TestMethod]
    [DataRow(FaultKind.RateLimitSeconds, 429, "rate_limit_exceeded")]
    [DataRow(FaultKind.QuotaSpent, 429, "insufficient_quota")]
    [DataRow(FaultKind.ServerError, 500, null)]
    [DataRow(FaultKind.Unavailable, 503, null)]
    [DataRow(FaultKind.Overloaded, 529, null)]
    [DataRow(FaultKind.WrongKey, 401, "invalid_api_key")]
    [DataRow(FaultKind.UnknownModel, 404, "model_not_found")]
    [DataRow(FaultKind.SchemaRefused, 400, "invalid_json_schema")]
    [DataRow(FaultKind.TooLong, 400, "context_length_exceeded")]
    public async Task First_attempt_fails_in_the_provider_s_words_and_the_second_is_answered(FaultKind kind, int status, string? code)
    {
        await using var server = await ProviderServer.StartAsync(new ProviderServerOptions { Faults = FaultScript.Of(FaultRule.First(1, kind)) });

        using var refused = await Post(server, Body("Say hello"));
        using var answered = await Post(server, Body("Say hello"));

        Assert.AreEqual(status, (int)refused.StatusCode);
        Assert.AreEqual(code, (await Json(refused)).GetProperty("error").GetProperty("code").GetString());
        Assert.AreEqual(kind == FaultKind.RateLimitSeconds, refused.Headers.RetryAfter is not null);
        Assert.AreEqual(HttpStatusCode.OK, answered.StatusCode);
        Assert.AreEqual(0, server.Log.RepeatsOfAnswered);
    }

    [TestMethod]
    public async Task Reset_breaks_the_body_and_half_JSON_does_not_parse()
    {
        await using var server = await ProviderServer.StartAsync(new ProviderServerOptions { Faults = FaultScript.Of(FaultRule.Nth(1, FaultKind.Reset), FaultRule.Nth(2, FaultKind.HalfJson)) });

        await Assert.ThrowsAsync<HttpRequestException>(() => Post(server, Body("Say hello")));
        using var half = await Post(server, Body("Say hello"));

        Assert.AreEqual(HttpStatusCode.OK, half.StatusCode);
        Assert.Throws<JsonException>(() => JsonDocument.Parse(half.Content.ReadAsStringAsync().Result));
        Assert.IsFalse(server.Log.Entries[0].Answered);
    }

    [TestMethod]
    public async Task Reset_before_the_first_byte_is_no_reason_for_HttpClient_to_send_again_by_itself()
    {
        await using var server = await ProviderServer.StartAsync(new ProviderServerOptions { Faults = FaultScript.Of(FaultRule.Nth(2, FaultKind.ResetBefore)) });

        (await Post(server, Body("Say hello"))).Dispose();
        await Assert.ThrowsAsync<HttpRequestException>(() => Post(server, Body("Say hello again")));

        Assert.AreEqual(2, server.Log.Count);
    }

    [TestMethod]
    public async Task Random_faults_depend_on_request_and_attempt_alone()
    {
        var script = FaultScript.Of(FaultRule.Random(0.2, FaultKind.ServerError, FaultKind.RateLimit)) with { Seed = 7 };
        await using var one = await ProviderServer.StartAsync(new ProviderServerOptions { Faults = script });
        await using var two = await ProviderServer.StartAsync(new ProviderServerOptions { Faults = script });

        foreach (var i in Enumerable.Range(0, 200))
            (await Post(one, Body($"Question {i}"))).Dispose();
        foreach (var i in Enumerable.Range(0, 200).Reverse())
            (await Post(two, Body($"Question {i}"))).Dispose();

        var failed = one.Log.Entries.Count(entry => entry.Fault is not null);
        Assert.IsTrue(failed is > 20 and < 60, $"{failed} of 200");
        CollectionAssert.AreEquivalent(Failed(one), Failed(two));

        static string[] Failed(ProviderServer server) => [.. server.Log.Entries.Where(entry => entry.Fault is not null).Select(entry => entry.ContentHash + entry.Fault)];
    }

    [TestMethod]
    public async Task Wrong_key_is_refused_and_echoed()
    {
        await using var server = await ProviderServer.StartAsync(new ProviderServerOptions { ApiKey = "sk-right" });

        using var reply = await Post(server, Body("Say hello"), key: "sk-planted-1234");

        Assert.AreEqual(HttpStatusCode.Unauthorized, reply.StatusCode);
        Assert.Contains("sk-planted-1234", await reply.Content.ReadAsStringAsync());
        Assert.AreEqual("Bearer sk-planted-1234", server.Log.Recorded[0].Headers["authorization"]);
    }

    [TestMethod]
    public async Task Other_processes_set_the_script_and_read_the_counts()
    {
        await using var server = await ProviderServer.StartAsync();
        using var script = new StringContent("""{"seed": 1, "rules": [{"kinds": ["rate_limit_seconds"], "first_attempts": 1, "seconds": 2}]}""");
        using var batches = new StringContent("""{"rules": [{"to": 1, "end": "expired", "done_share": 0.5, "rows": {"rules": [{"kinds": ["refusal"], "rate": 0.1}]}}], "calls": {"rules": []}}""");
        using var wrong = new StringContent("""{"rules": [{"kinds": ["no_such_kind"]}]}""");

        using var set = await s_http.PostAsync(server.Url("_control/script"), script);
        using var setBatches = await s_http.PostAsync(server.Url("_control/batch_script"), batches);
        using var refused = await s_http.PostAsync(server.Url("_control/script"), wrong);
        using var limited = await Post(server, Body("Say hello", ", \"max_tokens\": 10"));
        using var answered = await Post(server, Body("Say hello", ", \"max_tokens\": 10"));
        var stats = JsonElement.Parse(await s_http.GetStringAsync(server.Url("_control/stats?window_ms=60000")));

        Assert.AreEqual((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.BadRequest), (set.StatusCode, setBatches.StatusCode, refused.StatusCode));
        Assert.AreEqual(TimeSpan.FromSeconds(2), limited.Headers.RetryAfter!.Delta);
        Assert.AreEqual(2, stats.GetProperty("requests").GetInt32());
        Assert.AreEqual(1, stats.GetProperty("faults").GetProperty("rate_limit_seconds").GetInt32());
        Assert.AreEqual(2 * (3 + 10), stats.GetProperty("peaks").GetProperty("gpt-test").GetProperty("tokens").GetInt64());
    }

    [TestMethod]
    public async Task Limits_of_the_server_answer_429_and_let_pass_what_they_allow()
    {
        await using var server = await ProviderServer.StartAsync(new ProviderServerOptions { Limits = new ServerLimits { Requests = 3, WindowMs = 60_000 } });

        var statuses = new List<int>();
        foreach (var i in Enumerable.Range(0, 5))
        {
            using var reply = await Post(server, Body($"Question {i}"));
            statuses.Add((int)reply.StatusCode);
        }

        CollectionAssert.AreEqual(new[] { 200, 200, 200, 429, 429 }, statuses);
    }

    [TestMethod]
    public void Window_peak_is_that_of_the_worst_window_not_of_fixed_ones()
    {
        var entries = new[] { 0, 900, 1000, 1100, 1899, 2500 }.Select((ms, i) => new RequestEntry
        {
            Number = i + 1,
            Attempt = 1,
            Arrived = TimeSpan.FromMilliseconds(ms),
            Path = "",
            Model = "m",
            ContentHash = "",
            PromptTokens = 10,
            MaxTokens = i,
        });

        Assert.AreEqual(new WindowPeak(4, 40 + 1 + 2 + 3 + 4), WindowPeak.Of(entries, TimeSpan.FromMilliseconds(1000)));
    }

    [TestMethod]
    public async Task Strict_schemas_are_refused_as_OpenAI_refuses_them()
    {
        await using var server = await ProviderServer.StartAsync(new ProviderServerOptions { StrictSchemas = true });
        static string Format(string schema) => $$$""", "response_format": {"type": "json_schema", "json_schema": {"name": "a", "strict": true, "schema": {{{schema}}}}}""";

        using var open = await Post(server, Body("x", Format("""{"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}""")));
        using var optional = await Post(server, Body("x", Format("""{"type": "object", "properties": {"a": {"type": "string"}}, "required": [], "additionalProperties": false}""")));
        using var right = await Post(server, Body("x", Format("""{"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"], "additionalProperties": false}""")));

        Assert.AreEqual("Invalid schema for response_format 'a': In context=(), 'additionalProperties' is required to be supplied and to be false.", (await Json(open)).GetProperty("error").GetProperty("message").GetString());
        Assert.Contains("Missing 'a'", await optional.Content.ReadAsStringAsync());
        Assert.AreEqual(HttpStatusCode.OK, right.StatusCode);
    }

    private static async Task<HttpResponseMessage> Post(ProviderServer server, string body, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Url(Chat)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (key is not null)
            request.Headers.Authorization = new("Bearer", key);
        return await s_http.SendAsync(request);
    }

    private static string Body(string prompt, string more = "") => $$"""{"model": "gpt-test", "messages": [{"role": "user", "content": {{JsonSerializer.Serialize(prompt)}}}]{{more}}}""";

    private static async Task<JsonElement> Json(HttpResponseMessage reply) => JsonElement.Parse(await reply.Content.ReadAsStringAsync());

    private static string Content(JsonElement reply) => reply.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;

    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "SynthTrain.sln")))
            folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
