using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Training.Evaluation.Answering;
using SynthTrain.Training.Evaluation.Endpoints;
using SynthTrain.Training.Evaluation.Rows;
using SynthTrain.Training.Evaluation.Scoring;
using SynthTrain.Training.Generation;

namespace SynthTrain.Training.Tests.Evaluation;

/// <summary>The client against a server that speaks the wire format of llama-server and Ollama, and fails as they do.</summary>
[TestClass]
public sealed class EndpointAnswererTests
{
    private const string Key = "sk-secret-0123456789";
    private static readonly EvaluationRow s_row = Row(1);

    [TestMethod]
    public async Task A_streamed_answer_is_put_together_and_the_request_is_greedy()
    {
        using var server = new LoopbackServer((_, _) => LoopbackServer.Stream("stop", "{\"a\":", " \"\u00e9\ud83d\ude00\"}"));
        var answer = await Ask(server, options => options with { MaxTokens = 77, Seed = 5, Schema = JsonElement.Parse("""{"type":"object"}""") });
        Assert.AreEqual(("{\"a\": \"\u00e9\ud83d\ude00\"}", AnswerEnd.Stop), (answer.Text, answer.Finish));
        Assert.IsTrue(answer.FirstToken > TimeSpan.Zero && answer.FirstToken <= answer.Duration);
        var request = server.Requests.Single();
        StringAssert.StartsWith(request, "POST /v1/chat/completions HTTP/1.1\r\n");
        StringAssert.Contains(request, $"Authorization: Bearer {Key}");
        var body = JsonElement.Parse(request[request.IndexOf("\r\n\r\n", StringComparison.Ordinal)..]);
        Assert.AreEqual((0.0, 5, 77, "m", "q1"), (body.GetProperty("temperature").GetDouble(), body.GetProperty("seed").GetInt32(), body.GetProperty("max_tokens").GetInt32(), body.GetProperty("model").GetString(), body.GetProperty("messages")[0].GetProperty("content").GetString()));
        Assert.AreEqual("object", body.GetProperty("response_format").GetProperty("json_schema").GetProperty("schema").GetProperty("type").GetString());
    }

    [TestMethod]
    public async Task A_whole_completion_is_taken_where_the_server_does_not_stream()
    {
        using var server = new LoopbackServer((_, _) => LoopbackServer.Status(200, """{"choices":[{"index":0,"message":{"role":"assistant","content":"yes"},"finish_reason":"length"}]}"""));
        var answer = await Ask(server);
        Assert.AreEqual(("yes", AnswerEnd.Length), (answer.Text, answer.Finish));
    }

    [TestMethod]
    public async Task An_address_with_v1_is_not_given_it_twice()
    {
        using var server = new LoopbackServer((_, _) => LoopbackServer.Stream("stop", "yes"));
        await Ask(server, options => options with { Base = new Uri(options.Base, "/v1/") });
        StringAssert.StartsWith(server.Requests.Single(), "POST /v1/chat/completions ");
    }

    [TestMethod]
    [DataRow("""{"error":{"message":"Too many requests","type":"rate_limit"}}""", 429)]
    [DataRow("""{"error":"model is loading"}""", 503)]
    [DataRow("oops", 500)]
    public async Task Passing_faults_are_tried_again(string body, int status)
    {
        using var server = new LoopbackServer((number, _) => number < 3 ? LoopbackServer.Status(status, body, number == 1 ? "Retry-After: 0\r\n" : "") : LoopbackServer.Stream("stop", "yes"));
        Assert.AreEqual("yes", (await Ask(server)).Text);
        Assert.HasCount(3, server.Requests);
    }

    [TestMethod]
    public async Task A_cut_stream_is_no_answer_and_is_tried_again()
    {
        var whole = LoopbackServer.Stream("stop", "yes", " and no");
        using var server = new LoopbackServer((number, _) => number == 1 ? whole[..whole.IndexOf("data: {\"choices\":[{\"finish_reason\":\"stop\"", StringComparison.Ordinal)] : whole);
        Assert.AreEqual("yes and no", (await Ask(server)).Text);
    }

    [TestMethod]
    [DataRow("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"choices\":[", "broke")]
    [DataRow("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n<html>", "no chat completion")]
    [DataRow("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n{\"choices\":[{\"text\":\"a\"}]}", "no chat completion")]
    [DataRow("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\ndata: {\"error\":{\"message\":\"slot lost\"}}\n\n", "slot lost")]
    [DataRow("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\ndata: {\"choices\":[{\"delta\":{\"content\":\"\\ud83d\"}}]}\n\n", "half a character")]
    [DataRow("nonsense\r\n\r\n", "connection")]
    public async Task Replies_that_are_none_fail_the_row_in_words(string response, string words)
    {
        using var server = new LoopbackServer((_, _) => response);
        var failure = await Assert.ThrowsExactlyAsync<AnswerFailedException>(() => Ask(server));
        StringAssert.Contains(failure.Message, words, StringComparison.OrdinalIgnoreCase);
        Assert.HasCount(4, server.Requests);
    }

    [TestMethod]
    [DataRow("%E{\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":null}}]}\n\ndata: [DONE]\n\n", "has no end", 4)]
    [DataRow("%E[DONE]\n\n", "has no end", 4)]
    [DataRow("%E{\"choices\":[{\"delta\":{\"content\":\"ye\"},\"finish_reason\":\"error\"}]}\n\n", "'error'", 4)]
    [DataRow("%E{\"choices\":[{\"delta\":{\"content\":null,\"tool_calls\":[{\"index\":0}]}}]}\n\n", "tool", 1)]
    [DataRow("%J{\"choices\":[]}", "without a text", 1)]
    [DataRow("%J{\"choices\":[{\"message\":{\"content\":null},\"finish_reason\":\"stop\"}]}", "without a text", 1)]
    [DataRow("%J{\"choices\":[{\"message\":{\"content\":null,\"tool_calls\":[{}]},\"finish_reason\":\"tool_calls\"}]}", "tool", 1)]
    [DataRow("%J{\"choices\":[{\"message\":{\"content\":[{\"type\":\"image\"}]},\"finish_reason\":\"stop\"}]}", "parts", 4)]
    [DataRow("%J{\"choices\":[{\"message\":{\"content\":5},\"finish_reason\":\"stop\"}]}", "'content'", 4)]
    public async Task Replies_without_an_answer_are_no_wrong_answers(string response, string words, int attempts)
    {
        var whole = response.Replace("%E", LoopbackServer.Events("data: "), StringComparison.Ordinal).Replace("%J", "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n", StringComparison.Ordinal);
        using var server = new LoopbackServer((_, _) => whole);
        StringAssert.Contains((await Assert.ThrowsExactlyAsync<AnswerFailedException>(() => Ask(server))).Message, words);
        Assert.HasCount(attempts, server.Requests);
    }

    [TestMethod]
    [DataRow("""{"error":null,"choices":[{"message":{"content":"yes","tool_calls":[],"function_call":null},"finish_reason":"stop"}]}""")]
    [DataRow("""{"choices":[{"message":{"content":[{"type":"text","text":"y"},{"type":"text","text":"es"}]},"finish_reason":"stop"}]}""")]
    public async Task Fields_that_say_nothing_and_lists_of_texts_are_taken(string body)
    {
        using var server = new LoopbackServer((_, _) => LoopbackServer.Status(200, body));
        Assert.AreEqual("yes", (await Ask(server)).Text);
    }

    [TestMethod]
    public async Task An_answer_of_no_text_that_has_an_end_is_an_answer()
    {
        using var server = new LoopbackServer((_, _) => LoopbackServer.Stream("stop"));
        Assert.AreEqual(("", AnswerEnd.Stop), ((await Ask(server)) is var answer ? (answer.Text, answer.Finish) : default));
    }

    [TestMethod]
    public async Task Damaged_compression_fails_the_row_in_words()
    {
        using var server = new LoopbackServer((_, _) => LoopbackServer.Status(200, "this is no gzip", "Content-Encoding: gzip\r\n"));
        var options = new EndpointOptions { Base = server.Address, Key = Key, FirstPause = TimeSpan.FromMilliseconds(1) };
        using var handler = new SocketsHttpHandler { AutomaticDecompression = System.Net.DecompressionMethods.GZip };
        using var answerer = new EndpointAnswerer(options, handler, TimeProvider.System);
        StringAssert.Contains((await Assert.ThrowsExactlyAsync<AnswerFailedException>(() => answerer.AnswerAsync(s_row, CancellationToken.None))).Message, "broke");
    }

    [TestMethod]
    [DataRow(281)]
    [DataRow(290)]
    [DataRow(299)]
    public async Task A_key_where_a_message_is_cut_is_not_printed_in_part(int before)
    {
        using var server = new LoopbackServer((_, _) => LoopbackServer.Status(400, $$$"""{"error":{"message":"{{{new string('x', before)}}}{{{Key}}}{{{new string('y', 400)}}}"}}"""));
        Assert.DoesNotContain("xs", (await Assert.ThrowsExactlyAsync<AnswerFailedException>(() => Ask(server))).Message);
    }

    [TestMethod]
    public async Task Rows_at_fault_do_not_stop_the_others_from_being_asked()
    {
        using var server = new LoopbackServer((number, _) => number <= 7 ? LoopbackServer.Status(400, """{"error":{"message":"too long"}}""") : LoopbackServer.Stream("stop", "yes"));
        using var answerer = Answerer(server);
        var run = await new SourceRunner(new AnswerJudge(), 1).RunAsync(answerer, [.. Enumerable.Range(0, 12).Select(Row)], null, CancellationToken.None);
        Assert.AreEqual((7, 5), (run.Rows.Count(row => row.Failure is not null), run.Rows.Count(row => row.Answer is not null)));
        Assert.HasCount(12, server.Requests);
    }

    [TestMethod]
    [DataRow(500, true)]
    [DataRow(401, true)]
    [DataRow(400, false)]
    public async Task One_row_tells_whether_an_endpoint_answers(int status, bool stops)
    {
        using var server = new LoopbackServer((_, _) => LoopbackServer.Status(status, "no"));
        using var answerer = Answerer(server);
        var asked = SourceRunner.TryAsync(answerer, s_row, CancellationToken.None);
        if (stops)
            Assert.AreEqual(Codes.EndpointFailed, (await Assert.ThrowsExactlyAsync<SynthException>(() => asked)).Diagnostics[0].Code);
        else
            await asked;
    }

    [TestMethod]
    public async Task A_silent_server_fails_the_row()
    {
        using var server = new LoopbackServer((_, _) => null);
        var failure = await Assert.ThrowsExactlyAsync<AnswerFailedException>(() => Ask(server, options => options with { Timeout = TimeSpan.FromMilliseconds(50), MaxAttempts = 2 }));
        StringAssert.Contains(failure.Message, "said nothing");
    }

    [TestMethod]
    [DataRow(401)]
    [DataRow(404)]
    [DataRow(302)]
    public async Task An_endpoint_that_refuses_everybody_is_a_coded_error_without_the_key(int status)
    {
        using var server = new LoopbackServer((_, _) => LoopbackServer.Status(status, "{\"error\":{\"message\":\"bad key " + Key + "\"}}"));
        var fault = (await Assert.ThrowsExactlyAsync<SynthException>(() => Ask(server))).Diagnostics[0];
        Assert.AreEqual(Codes.EndpointFailed, fault.Code);
        StringAssert.Contains(fault.Message, $"status {status}");
        StringAssert.Contains(fault.Message, EndpointOptions.KeyVariable);
        Assert.DoesNotContain(Key, fault.Message);
        Assert.HasCount(1, server.Requests);
    }

    [TestMethod]
    public async Task A_server_that_asks_to_wait_for_an_hour_is_not_waited_for()
    {
        using var server = new LoopbackServer((_, _) => LoopbackServer.Status(429, "{}", "Retry-After: 3600\r\n"));
        await Assert.ThrowsExactlyAsync<AnswerFailedException>(() => Ask(server));
        Assert.HasCount(1, server.Requests);
    }

    [TestMethod]
    public async Task Rows_that_fail_are_no_zeros_and_the_others_keep_their_order()
    {
        using var server = new LoopbackServer((_, request) => request.Contains("q3\"", StringComparison.Ordinal) ? LoopbackServer.Status(400, """{"error":{"message":"too long"}}""") : LoopbackServer.Stream("stop", "r" + request[(request.LastIndexOf("\"q", StringComparison.Ordinal) + 2)..].Split('"')[0]));
        using var answerer = Answerer(server);
        var run = await new SourceRunner(new AnswerJudge(), 3).RunAsync(answerer, [.. Enumerable.Range(0, 8).Select(Row)], null, CancellationToken.None);
        var summary = SourceSummary.Of(run);
        Assert.AreEqual((8, 1, 7, 7), (summary.Rows, summary.Failed, summary.Exact.Correct, summary.Exact.Total));
        StringAssert.Contains(run.Rows[3].Failure, "too long");
        CollectionAssert.AreEqual(Enumerable.Range(0, 8).Select(i => $"row{i}").ToArray(), run.Rows.Select(row => row.Row.Id).ToArray());
    }

    [TestMethod]
    public async Task An_endpoint_that_never_answers_is_not_asked_for_every_row()
    {
        using var server = new LoopbackServer((_, _) => LoopbackServer.Status(500, "down"));
        using var answerer = Answerer(server);
        var fault = await Assert.ThrowsExactlyAsync<SynthException>(() => new SourceRunner(new AnswerJudge(), 1).RunAsync(answerer, [.. Enumerable.Range(0, 50).Select(Row)], null, CancellationToken.None));
        Assert.AreEqual(Codes.EndpointFailed, fault.Diagnostics[0].Code);
        Assert.HasCount(20, server.Requests);
    }

    [TestMethod]
    [DataRow("127.0.0.1:8080")]
    [DataRow("ftp://host")]
    [DataRow("http://user:sk-secret@host/v1")]
    [DataRow("http://host/v1?key=sk-secret")]
    [DataRow("localhost:8080/v1?api_key=sk-secret")]
    [DataRow("localhost:8080/v1#sk-secret")]
    [DataRow("user:sk-secret@localhost:8080")]
    [DataRow("localhost:8080?a=b@c&key=sk-secret")]
    public void Addresses_that_are_none_or_hold_secrets_are_refused_without_repeating_them(string address)
    {
        var fault = Assert.ThrowsExactly<SynthException>(() => EndpointOptions.ParseBase(address)).Diagnostics[0];
        Assert.AreEqual(Codes.BadOption, fault.Code);
        Assert.DoesNotContain("sk-secret", fault.Message);
    }

    private static EvaluationRow Row(int number) => new($"row{number}", JsonElement.Parse($$"""[{"role":"user","content":"q{{number}}"}]"""), $"r{number}", "eval.jsonl", number + 1);

    private static async Task<Answer> Ask(LoopbackServer server, Func<EndpointOptions, EndpointOptions>? change = null)
    {
        using var answerer = Answerer(server, change);
        return await answerer.AnswerAsync(s_row, CancellationToken.None);
    }

    private static EndpointAnswerer Answerer(LoopbackServer server, Func<EndpointOptions, EndpointOptions>? change = null)
    {
        var options = new EndpointOptions { Base = server.Address, Model = "m", Key = Key, FirstPause = TimeSpan.FromMilliseconds(1) };
        return new EndpointAnswerer(change?.Invoke(options) ?? options, new SocketsHttpHandler { AllowAutoRedirect = false }, TimeProvider.System);
    }
}
