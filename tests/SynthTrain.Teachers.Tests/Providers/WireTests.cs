using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Providers;
using SynthTrain.Teachers.Tests.Providers.Support;

namespace SynthTrain.Teachers.Tests.Providers;

[TestClass]
public sealed class WireTests
{
    private static readonly SortedDictionary<string, string> s_sampling = new(StringComparer.Ordinal)
    {
        ["temperature"] = "0.7",
        ["top_p"] = "0.95",
        ["max_tokens"] = "512",
        ["seed"] = "7",
        ["frequency_penalty"] = "0.1",
    };

    [TestMethod]
    [DataRow("openai", "https://api.openai.com/v1/chat/completions")]
    [DataRow("openrouter", "https://openrouter.ai/api/v1/chat/completions")]
    [DataRow("ollama", "http://localhost:11434/v1/chat/completions")]
    [DataRow("anthropic", "https://api.anthropic.com/v1/messages")]
    [DataRow("gemini", "https://generativelanguage.googleapis.com/v1beta/models/m-1:generateContent")]
    [DataRow("vertex", "https://aiplatform.googleapis.com/v1/projects/proj/locations/global/publishers/google/models/m-1:generateContent")]
    public async Task Requests_go_where_the_reference_says(string provider, string url)
    {
        var handler = FakeHandler.Json(GoodReplies.Of(provider));

        await ProviderKit.AskAsync(provider, handler);

        Assert.AreEqual(url, handler.Request!.RequestUri!.AbsoluteUri);
        Assert.AreEqual(HttpMethod.Post, handler.Request.Method);
        Assert.AreEqual("application/json", handler.Request.Content!.Headers.ContentType!.ToString());
    }

    [TestMethod]
    [DataRow("openai", "Authorization", "Bearer " + ProviderKit.Key)]
    [DataRow("openrouter", "Authorization", "Bearer " + ProviderKit.Key)]
    [DataRow("openrouter", "X-Title", "SynthTrain")]
    [DataRow("ollama", "Authorization", null)]
    [DataRow("anthropic", "Authorization", "Bearer " + ProviderKit.Key)]
    [DataRow("anthropic", "anthropic-version", "2026-10-21")]
    [DataRow("gemini", "x-goog-api-key", ProviderKit.Key)]
    [DataRow("vertex", "Authorization", "Bearer " + ProviderKit.Key)]
    public async Task The_key_is_in_the_header_of_the_reference(string provider, string header, string? value)
    {
        var handler = FakeHandler.Json(GoodReplies.Of(provider));

        await ProviderKit.AskAsync(provider, handler);

        Assert.AreEqual(value, handler.Request!.Headers.TryGetValues(header, out var values) ? string.Join(",", values) : null);
        Assert.IsFalse(handler.Request.RequestUri!.AbsoluteUri.Contains(ProviderKit.Key, StringComparison.Ordinal));
    }

    [TestMethod]
    [DataRow("openai", """{"model":"m-1","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Grüß “Gott”\n"},{"role":"assistant","content":"{}"},{"role":"user","content":"Again"}],"temperature":0.7,"top_p":0.95,"max_completion_tokens":512,"seed":7,"frequency_penalty":0.1,"response_format":{"type":"json_schema","json_schema":{"name":"response","strict":true,"schema":SCHEMA}},"reasoning":{"effort":"low"}}""")]
    [DataRow("vllm", """{"model":"m-1","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Grüß “Gott”\n"},{"role":"assistant","content":"{}"},{"role":"user","content":"Again"}],"temperature":0.7,"top_p":0.95,"max_tokens":512,"seed":7,"frequency_penalty":0.1,"response_format":{"type":"json_schema","json_schema":{"name":"response","strict":true,"schema":SCHEMA}},"reasoning":{"effort":"low"}}""")]
    [DataRow("gemini", """{"systemInstruction":{"parts":[{"text":"Be brief."}]},"contents":[{"role":"user","parts":[{"text":"Grüß “Gott”\n"}]},{"role":"model","parts":[{"text":"{}"}]},{"role":"user","parts":[{"text":"Again"}]}],"generationConfig":{"temperature":0.7,"topP":0.95,"maxOutputTokens":512,"seed":7,"frequencyPenalty":0.1,"responseMimeType":"application/json","responseJsonSchema":SCHEMA},"reasoning":{"effort":"low"}}""")]
    [DataRow("anthropic", """{"max_tokens":512,"messages":[{"role":"user","content":[{"type":"text","text":"Grüß “Gott”\n"}]},{"role":"assistant","content":[{"type":"text","text":"{}"}]},{"role":"user","content":[{"type":"text","text":"Again"}]}],"model":"m-1","output_config":{"format":{"type":"json_schema","schema":SCHEMA}},"system":[{"type":"text","text":"Be brief."}],"temperature":0.7,"top_p":0.95,"reasoning":{"effort":"low"}}""")]
    public async Task Bodies_match_the_reference(string provider, string body)
    {
        var handler = FakeHandler.Json(GoodReplies.Of(provider));
        var definition = ProviderKit.Definition(provider) with { Parameters = Sampling(provider), OptionsJson = """{"reasoning":{"effort":"low"}}""" };

        await ProviderKit.AskAsync(definition, handler, ProviderKit.Schema);

        var expected = body.Replace("SCHEMA", ProviderKit.Schema);
        Assert.IsTrue(JsonElement.DeepEquals(JsonElement.Parse(expected), JsonElement.Parse(handler.Body)), $"expected {expected}\nactual   {handler.Body}");
    }

    [TestMethod]
    [DataRow("openai", "max_completion_tokens", "9")]
    [DataRow("anthropic", "max_tokens", "9")]
    [DataRow("vllm", "response_format", "{\"type\":\"json_object\"}")]
    public async Task The_users_own_options_win(string provider, string name, string value)
    {
        var handler = FakeHandler.Json(GoodReplies.Of(provider));
        var definition = ProviderKit.Definition(provider) with { Parameters = Sampling(provider), OptionsJson = $$"""{"{{name}}":{{value}}}""" };

        await ProviderKit.AskAsync(definition, handler, ProviderKit.Schema);

        Assert.AreEqual(value, Assert.ContainsSingle(JsonElement.Parse(handler.Body).EnumerateObject().Where(member => member.NameEquals(name))).Value.GetRawText());
    }

    [TestMethod]
    public async Task Anthropic_takes_sampling_parameters_in_the_version_that_has_them()
    {
        var handler = FakeHandler.Json(GoodReplies.Anthropic);

        await ProviderKit.AskAsync(ProviderKit.Definition("anthropic") with { Parameters = Sampling("anthropic") }, handler);

        Assert.AreEqual("2023-06-01", string.Join(",", handler.Request!.Headers.GetValues("anthropic-version")));
    }

    [TestMethod]
    public void Anthropic_refuses_parameters_that_it_does_not_have()
    {
        var definition = ProviderKit.Definition("anthropic") with { Parameters = s_sampling };

        var thrown = Assert.ThrowsExactly<SynthException>(() => ProviderFactory.Create(definition, "m-1", ProviderKit.Services(FakeHandler.Json(""))));

        Assert.AreEqual(Codes.BadTeacher, thrown.Diagnostics[0].Code);
        StringAssert.Contains(thrown.Diagnostics[0].Message, "'seed'");
    }

    [TestMethod]
    public async Task Geminis_own_generation_config_is_joined_with_ours()
    {
        var handler = FakeHandler.Json(GoodReplies.Gemini);
        var definition = ProviderKit.Definition("gemini") with { Parameters = s_sampling, OptionsJson = """{"generationConfig":{"thinkingConfig":{"thinkingBudget":0},"seed":8}}""" };

        await ProviderKit.AskAsync(definition, handler);

        Assert.AreEqual("""{"temperature":0.7,"topP":0.95,"maxOutputTokens":512,"frequencyPenalty":0.1,"thinkingConfig":{"thinkingBudget":0},"seed":8}""", JsonElement.Parse(handler.Body).GetProperty("generationConfig").GetRawText());
    }

    [TestMethod]
    [DataRow("openai", StructuredOutput.Prompt)]
    [DataRow("anthropic", StructuredOutput.Prompt)]
    [DataRow("gemini", StructuredOutput.Prompt)]
    public async Task A_schema_in_words_follows_the_system_messages(string provider, StructuredOutput how)
    {
        var handler = FakeHandler.Json(GoodReplies.Of(provider));

        await ProviderKit.AskAsync(ProviderKit.Definition(provider) with { StructuredOutput = how }, handler, ProviderKit.Schema);

        Assert.IsFalse(handler.Body.Contains("response_format", StringComparison.Ordinal) || handler.Body.Contains("output_config", StringComparison.Ordinal) || handler.Body.Contains("responseJsonSchema", StringComparison.Ordinal), handler.Body);
        StringAssert.Contains(handler.Body.Replace("\\u0022", "\\\""), JsonSerializer.Serialize(ProviderKit.Schema).Trim('"').Replace("\\u0022", "\\\""));
    }

    [TestMethod]
    [DataRow("""{"anyOf":[{"type":"object"}]}""", "anyOf")]
    [DataRow("""{"type":"object","properties":{"payload":{"type":"object"}},"required":["payload"],"additionalProperties":false}""", "payload")]
    public async Task Anthropic_gets_a_schema_that_its_client_would_drop_or_narrow_in_words(string schema, string expected)
    {
        var handler = FakeHandler.Json(GoodReplies.Anthropic);

        await ProviderKit.AskAsync("anthropic", handler, schema);

        StringAssert.Contains(handler.Body, expected);
        Assert.IsFalse(handler.Body.Contains("output_config", StringComparison.Ordinal), handler.Body);
    }

    [TestMethod]
    [DataRow("openai")]
    [DataRow("openrouter")]
    [DataRow("anthropic")]
    [DataRow("gemini")]
    public async Task A_schema_whose_root_is_no_object_goes_in_words_unless_told_otherwise(string provider)
    {
        const string Schema = """{"type":"array"}""";
        var handler = FakeHandler.Json(GoodReplies.Of(provider));
        await ProviderKit.AskAsync(provider, handler, Schema);
        StringAssert.Contains(handler.Body, "with one JSON value that is valid");
        Assert.IsFalse(handler.Body.Contains("response_format", StringComparison.Ordinal) || handler.Body.Contains("responseJsonSchema", StringComparison.Ordinal), handler.Body);

        handler = FakeHandler.Json(GoodReplies.Of(provider));
        await ProviderKit.AskAsync(ProviderKit.Definition(provider) with { StructuredOutput = StructuredOutput.Native }, handler, Schema);
        Assert.AreEqual(provider == "anthropic", handler.Body.Contains("with one JSON value", StringComparison.Ordinal), handler.Body);
        Assert.IsFalse(handler.Body.Contains("\"strict\":true", StringComparison.Ordinal), handler.Body);
    }

    [TestMethod]
    public async Task Anthropic_is_asked_for_4096_tokens_unless_told_otherwise()
    {
        var handler = FakeHandler.Json(GoodReplies.Anthropic);

        await ProviderKit.AskAsync("anthropic", handler);

        Assert.AreEqual(4096, JsonElement.Parse(handler.Body).GetProperty("max_tokens").GetInt32());
    }

    [TestMethod]
    [DataRow("openai", ""","stream":true,"stream_options":{"include_usage":true}}""")]
    [DataRow("anthropic", "\"stream\":true")]
    public async Task A_streamed_request_says_so(string provider, string expected)
    {
        var handler = FakeHandler.Stream(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(GoodReplies.StreamOf(provider))));

        await ProviderKit.AskAsync(provider, handler, stream: true);

        StringAssert.Contains(handler.Body, expected);
    }

    [TestMethod]
    [DataRow("""{"type":"object","properties":{"a":{"type":"string"}}}""", false)]
    [DataRow("""{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}""", false)]
    [DataRow("""{"type":"object","properties":{"a":{"oneOf":[{"type":"string"}]}},"required":["a"],"additionalProperties":false}""", false)]
    [DataRow("""{"type":"object","properties":{"a":{"type":"array","items":{"type":"object","properties":{}}}},"required":["a"],"additionalProperties":false}""", false)]
    [DataRow("""{"type":"object","properties":{"a":{"anyOf":[{"type":"string"},{"type":"null"}]}},"required":["a"],"additionalProperties":false}""", true)]
    [DataRow("""{"type":"object","properties":{"a":{"type":"string","minLength":1}},"required":["a"],"additionalProperties":false}""", false)]
    [DataRow("""{"type":"object","properties":{"a":{"type":"array","items":{"type":"string","maxLength":9}}},"required":["a"],"additionalProperties":false}""", false)]
    [DataRow("""{"type":"object","properties":{"a":{"type":"string","default":"x"}},"required":["a"],"additionalProperties":false}""", false)]
    [DataRow("""{"type":"object","properties":{"a":{"type":"string","format":"uri"}},"required":["a"],"additionalProperties":false}""", false)]
    [DataRow("""{"type":"object","properties":{"a":{"type":"string","contentEncoding":"base64"}},"required":["a"],"additionalProperties":false}""", false)]
    [DataRow("""{"$schema":"https://json-schema.org/draft/2020-12/schema","title":"T","type":"object","properties":{"minLength":{"type":["string","null"],"pattern":"^a","format":"date","description":"d"},"n":{"type":"integer","minimum":0,"exclusiveMaximum":9,"multipleOf":2},"l":{"type":"array","items":{"$ref":"#/$defs/e"},"minItems":1,"maxItems":3}},"required":["minLength","n","l"],"additionalProperties":false,"$defs":{"e":{"enum":["x"]},"k":{"const":"y"}}}""", true)]
    public async Task Only_a_schema_in_OpenAIs_subset_is_strict(string schema, bool strict)
    {
        var handler = FakeHandler.Json(GoodReplies.OpenAI);

        await ProviderKit.AskAsync("openai", handler, schema);

        Assert.AreEqual(strict, JsonElement.Parse(handler.Body).GetProperty("response_format").GetProperty("json_schema").GetProperty("strict").GetBoolean());
    }

    private static SortedDictionary<string, string> Sampling(string provider)
    {
        var sampling = new SortedDictionary<string, string>(s_sampling, StringComparer.Ordinal);
        if (provider == "anthropic")
        {
            sampling.Remove("seed");
            sampling.Remove("frequency_penalty");
        }

        return sampling;
    }
}
