using System.Text;
using System.Text.Json;
using SynthTrain.Loopback;
using SynthTrain.Loopback.Faults;

namespace SynthTrain.Teachers.Tests.Wire;

/// <summary>The server speaks the words of Anthropic, Gemini, Vertex and OpenRouter.</summary>
[TestClass]
public sealed class OtherProvidersTests
{
    private const string Messages = "v1/messages";
    private const string Gemini = "v1beta/models/gemini-test:generateContent";
    private const string Vertex = "v1/projects/p/locations/europe-west4/publishers/google/models/gemini-test:generateContent";
    private const string Claude = """{"model": "claude-test", "max_tokens": 400, "system": "Be brief", "messages": [{"role": "user", "content": "Name five rivers"}]""";
    private const string Contents = """{"contents": [{"role": "user", "parts": [{"text": "Name five rivers"}]}], "generationConfig": {"maxOutputTokens": 400}}""";
    private static readonly HttpClient s_http = new() { Timeout = TimeSpan.FromSeconds(60) };
    private static readonly (string, string)[] s_claude = [("x-api-key", "k"), ("anthropic-version", "2023-06-01")];

    [TestMethod]
    public async Task Anthropic_answers_in_content_blocks_and_streams_the_same_text()
    {
        await using var server = await ProviderServer.StartAsync();

        var whole = await Json(server, Messages, Claude + "}", s_claude);
        using var streamed = await Post(server, Messages, Claude + ", \"stream\": true}", s_claude);
        var events = (await streamed.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        var data = events.Select(text => JsonElement.Parse(text[(text.IndexOf("data: ", StringComparison.Ordinal) + 6)..])).ToArray();

        Assert.AreEqual("end_turn", whole.GetProperty("stop_reason").GetString());
        Assert.AreEqual(6, whole.GetProperty("usage").GetProperty("input_tokens").GetInt32());
        Assert.AreEqual(
            whole.GetProperty("content")[0].GetProperty("text").GetString(),
            string.Concat(data.Where(item => item.GetProperty("type").GetString() == "content_block_delta").Select(item => item.GetProperty("delta").GetProperty("text").GetString())));
        Assert.StartsWith("event: message_start\n", events[0]);
        Assert.StartsWith("event: message_stop\n", events[^1]);
    }

    [TestMethod]
    public async Task Anthropic_demands_key_version_and_known_fields()
    {
        await using var server = await ProviderServer.StartAsync();

        Assert.AreEqual("authentication_error", Type(await Json(server, Messages, Claude + "}", s_claude[1..])));
        Assert.Contains("anthropic-version", Message(await Json(server, Messages, Claude + "}", s_claude[..1])));
        Assert.Contains("Extra inputs", Message(await Json(server, Messages, Claude + ", \"response_format\": {}}", s_claude)));
        Assert.Contains("max_tokens: Field required", Message(await Json(server, Messages, """{"model": "m", "messages": [{"role": "user", "content": "x"}]}""", s_claude)));
    }

    [TestMethod]
    public async Task Anthropic_is_overloaded_with_529()
    {
        await using var server = await ProviderServer.StartAsync(new ProviderServerOptions { Faults = FaultScript.Of(FaultRule.Every(FaultKind.Overloaded)) });

        using var reply = await Post(server, Messages, Claude + "}", s_claude);

        Assert.AreEqual(529, (int)reply.StatusCode);
        Assert.AreEqual("overloaded_error", Type(JsonElement.Parse(await reply.Content.ReadAsStringAsync())));
    }

    [TestMethod]
    public async Task Gemini_and_Vertex_answer_in_candidates_each_with_its_own_key()
    {
        await using var server = await ProviderServer.StartAsync(new ProviderServerOptions { ApiKey = "right" });

        var gemini = await Json(server, Gemini, Contents, ("x-goog-api-key", "right"));
        var vertex = await Json(server, Vertex, Contents, ("Authorization", "Bearer right"));
        var wrong = await Json(server, Gemini, Contents, ("x-goog-api-key", "wrong"));
        var token = await Json(server, Vertex, Contents, ("x-goog-api-key", "right"));

        Assert.AreEqual(Text(gemini), Text(vertex));
        Assert.AreEqual("STOP", gemini.GetProperty("candidates")[0].GetProperty("finishReason").GetString());
        Assert.AreEqual(4, gemini.GetProperty("usageMetadata").GetProperty("promptTokenCount").GetInt32());
        Assert.AreEqual("API_KEY_INVALID", wrong.GetProperty("error").GetProperty("details")[0].GetProperty("reason").GetString());
        Assert.AreEqual(401, token.GetProperty("error").GetProperty("code").GetInt32());
    }

    [TestMethod]
    public async Task Gemini_streams_says_when_to_come_back_and_blocks_prompts_in_a_reply()
    {
        var rules = FaultScript.Of(FaultRule.Nth(2, FaultKind.RateLimitSeconds) with { Seconds = 2.5 }, FaultRule.Nth(3, FaultKind.ContentFilterError), FaultRule.Nth(4, FaultKind.ContentFilter));
        await using var server = await ProviderServer.StartAsync(new ProviderServerOptions { Faults = rules });
        var key = ("x-goog-api-key", "any");

        using var streamed = await Post(server, "v1beta/models/gemini-test:streamGenerateContent?alt=sse", Contents, key);
        var chunks = (await streamed.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(text => JsonElement.Parse(text["data: ".Length..])).ToArray();
        var limited = await Json(server, Gemini, Contents, key);
        var blocked = await Json(server, Gemini, Contents, key);
        var unsafeReply = await Json(server, Gemini, Contents, key);
        var whole = await Json(server, Gemini, Contents, key);

        Assert.AreEqual(Text(whole), string.Concat(chunks.Select(Text)));
        Assert.AreEqual("2.5s", limited.GetProperty("error").GetProperty("details").EnumerateArray().Last().GetProperty("retryDelay").GetString());
        Assert.AreEqual("PROHIBITED_CONTENT", blocked.GetProperty("promptFeedback").GetProperty("blockReason").GetString());
        Assert.AreEqual("SAFETY", unsafeReply.GetProperty("candidates")[0].GetProperty("finishReason").GetString());
    }

    [TestMethod]
    public async Task Gemini_refuses_unknown_names_and_a_schema_without_its_type()
    {
        await using var server = await ProviderServer.StartAsync();

        var unknown = await Json(server, Gemini, """{"contents": [{"parts": [{"text": "x"}]}], "max_tokens": 3}""", ("x-goog-api-key", "any"));
        var schema = await Json(server, Gemini, """{"contents": [{"parts": [{"text": "x"}]}], "generationConfig": {"responseJsonSchema": {"type": "object"}}}""", ("x-goog-api-key", "any"));

        Assert.Contains("Unknown name", Message(unknown));
        Assert.Contains("response_mime_type", Message(schema));
    }

    [TestMethod]
    public async Task OpenRouter_has_errors_of_its_own()
    {
        await using var server = await ProviderServer.StartAsync(new ProviderServerOptions { Faults = FaultScript.Of(FaultRule.Every(FaultKind.QuotaSpent)) });

        var error = await Json(server, "api/v1/chat/completions", """{"model": "a/b", "messages": [{"role": "user", "content": "x"}]}""");

        Assert.AreEqual(402, error.GetProperty("error").GetProperty("code").GetInt32());
    }

    private static async Task<HttpResponseMessage> Post(ProviderServer server, string path, string body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Url(path)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        return await s_http.SendAsync(request);
    }

    private static async Task<JsonElement> Json(ProviderServer server, string path, string body, params (string Name, string Value)[] headers)
    {
        using var reply = await Post(server, path, body, headers);
        return JsonElement.Parse(await reply.Content.ReadAsStringAsync());
    }

    private static string? Type(JsonElement reply) => reply.GetProperty("error").GetProperty("type").GetString();

    private static string Message(JsonElement reply) => reply.GetProperty("error").GetProperty("message").GetString()!;

    private static string? Text(JsonElement reply) => reply.GetProperty("candidates")[0].GetProperty("content").GetProperty("parts")[0].GetProperty("text").GetString();
}
