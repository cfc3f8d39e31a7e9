using System.Text;
using System.Text.Json;
using SynthTrain.Core.JsonSchema;
using SynthTrain.Loopback;
using SynthTrain.Loopback.Requests;
using SynthTrain.Teachers.Tests.Wire.Support;

namespace SynthTrain.Teachers.Tests.Wire;

/// <summary>What our providers really send, byte by byte as the socket got it, against the providers' references.</summary>
[TestClass]
public sealed class RecordedRequestTests
{
    [TestMethod]
    [DataRow("openai", "/v1/chat/completions", "Authorization", "Bearer " + RealTeacher.Key)]
    [DataRow("openrouter", "/api/v1/chat/completions", "Authorization", "Bearer " + RealTeacher.Key)]
    [DataRow("ollama", "/v1/chat/completions", "Authorization", null)]
    [DataRow("anthropic", "/v1/messages", "Authorization", "Bearer " + RealTeacher.Key)]
    [DataRow("gemini", "/v1beta/models/model-1:generateContent", "x-goog-api-key", RealTeacher.Key)]
    [DataRow("vertex", "/v1/projects/proj/locations/global/publishers/google/models/model-1:generateContent", "Authorization", "Bearer " + RealTeacher.Key)]
    public async Task Method_path_and_headers_are_those_of_the_reference_and_the_key_is_in_one_place(string provider, string path, string header, string? value)
    {
        await using var server = await ProviderServer.StartAsync(new ProviderServerOptions { ApiKey = provider == "ollama" ? null : RealTeacher.Key, StrictFields = true, StrictSchemas = true });

        await RealTeacher.AskAsync(RealTeacher.Definition(server, provider), RealTeacher.Schema);

        var request = server.Log.Recorded.Single();
        Assert.AreEqual("POST", request.Method);
        Assert.AreEqual(path, request.Path);
        Assert.AreEqual("", request.Query);
        Assert.StartsWith("application/json", request.Headers["Content-Type"]);
        Assert.AreEqual(value, request.Headers.GetValueOrDefault(header));
        Assert.AreEqual(request.Body.Length.ToString(), request.Headers["Content-Length"]);
        Assert.IsFalse(request.Text.Contains(RealTeacher.Key, StringComparison.Ordinal));
        Assert.AreEqual(value is null ? 0 : 1, request.Headers.Values.Count(text => text.Contains(RealTeacher.Key, StringComparison.Ordinal)));
        if (provider == "anthropic")
            Assert.AreEqual("2026-10-21", request.Headers["anthropic-version"]);
    }

    [TestMethod]
    public async Task Schemas_go_into_the_parameter_of_each_provider_and_answers_follow_them()
    {
        var schema = JsonSchema.Load(Encoding.UTF8.GetBytes(RealTeacher.Schema), "schema");
        foreach (var provider in RealTeacher.Providers)
        {
            await using var server = await ProviderServer.StartAsync(new ProviderServerOptions { StrictFields = true, StrictSchemas = true });

            var reply = await RealTeacher.AskAsync(RealTeacher.Definition(server, provider), RealTeacher.Schema);

            Assert.IsTrue(JsonElement.DeepEquals(JsonElement.Parse(RealTeacher.Schema), SentSchema(provider, server.Log.Recorded.Single())), provider);
            Assert.IsEmpty(schema.Validate(JsonElement.Parse(reply.Text)), $"{provider}: {reply.Text}");
            Assert.AreEqual("stop", reply.FinishReason, provider);
            Assert.AreEqual(server.Log.Entries[0].PromptTokens, reply.InputTokens, provider);
            Assert.AreEqual((Encoding.UTF8.GetByteCount(reply.Text) + 3) / 4, reply.OutputTokens, provider);
        }
    }

    [TestMethod]
    public async Task Streams_are_asked_for_as_the_reference_says_and_give_the_same_text()
    {
        foreach (var provider in RealTeacher.Providers)
        {
            await using var server = await ProviderServer.StartAsync(new ProviderServerOptions { StrictFields = true });

            var whole = await RealTeacher.AskAsync(RealTeacher.Definition(server, provider));
            var streamed = await RealTeacher.AskAsync(RealTeacher.Definition(server, provider, stream: true));

            var request = server.Log.Recorded[1];
            Assert.AreEqual(whole.Text, streamed.Text, provider);
            Assert.AreEqual(whole.FinishReason, streamed.FinishReason, provider);
            Assert.AreEqual((whole.InputTokens, whole.OutputTokens), (streamed.InputTokens, streamed.OutputTokens), provider);
            if (provider is "gemini" or "vertex")
                Assert.IsTrue(request.Path.EndsWith(":streamGenerateContent", StringComparison.Ordinal) && request.Query == "?alt=sse", request.Path);
            else
                Assert.IsTrue(request.Json.GetProperty("stream").GetBoolean(), provider);
        }
    }

    [TestMethod]
    public async Task Anthropic_sampling_goes_with_the_version_that_takes_it()
    {
        await using var server = await ProviderServer.StartAsync();
        var definition = RealTeacher.Definition(server, "anthropic") with { Parameters = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["temperature"] = "0.3", ["max_tokens"] = "77" } };

        await RealTeacher.AskAsync(definition);

        var request = server.Log.Recorded.Single();
        Assert.AreEqual("2023-06-01", request.Headers["anthropic-version"]);
        Assert.AreEqual(0.3, request.Json.GetProperty("temperature").GetDouble());
        Assert.AreEqual(77, server.Log.Entries[0].MaxTokens);
    }

    private static JsonElement SentSchema(string provider, RecordedRequest request) => provider switch
    {
        "anthropic" => request.Json.GetProperty("output_config").GetProperty("format").GetProperty("schema"),
        "gemini" or "vertex" => request.Json.GetProperty("generationConfig").GetProperty("responseJsonSchema"),
        _ => request.Json.GetProperty("response_format").GetProperty("json_schema").GetProperty("schema"),
    };
}
