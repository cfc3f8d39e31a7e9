using System.Text;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Providers;
using SynthTrain.Teachers.Secrets;
using SynthTrain.Teachers.Tests.Providers.Support;

namespace SynthTrain.Teachers.Tests.Providers;

[TestClass]
public sealed class ReplyTests
{
    [TestMethod]
    [DataRow("openai")]
    [DataRow("openrouter")]
    [DataRow("vllm")]
    [DataRow("llamacpp")]
    [DataRow("ollama")]
    [DataRow("lmstudio")]
    [DataRow("openai-compatible")]
    [DataRow("anthropic")]
    [DataRow("gemini")]
    [DataRow("vertex")]
    public async Task A_reply_is_text_model_reason_and_tokens(string provider)
    {
        var expected = new TeacherReply("TEXT", "m-1-2026", "stop", 19, 10);

        Assert.AreEqual(expected, await ProviderKit.AskAsync(provider, FakeHandler.Json(GoodReplies.Of(provider))) with { FellBackFrom = expected.FellBackFrom });
        Assert.AreEqual(expected, await ProviderKit.AskAsync(provider, FakeHandler.Stream(Bytes(GoodReplies.StreamOf(provider))), stream: true) with { FellBackFrom = expected.FellBackFrom });
    }

    [TestMethod]
    [DataRow("openai", "\"cached_tokens\":0", "\"audio_tokens\":0,\"cached_tokens\":7")]
    [DataRow("gemini", "\"promptTokenCount\":19", "\"promptTokenCount\":19,\"cachedContentTokenCount\":7")]
    public async Task Tokens_from_the_providers_cache_are_told_apart(string provider, string good, string said)
    {
        var reply = await ProviderKit.AskAsync(provider, FakeHandler.Json(GoodReplies.Of(provider).Replace(good, said)));
        Assert.AreEqual((19, 7), (reply.InputTokens, reply.CachedInputTokens));
    }

    [TestMethod]
    [DataRow("openai", "stop", "length", "length")]
    [DataRow("openai", "stop", "content_filter", "content_filter")]
    [DataRow("openai", "stop", "tool_calls", "other")]
    [DataRow("openai", "stop", "something_new", "other")]
    [DataRow("anthropic", "end_turn", "max_tokens", "length")]
    [DataRow("anthropic", "end_turn", "model_context_window_exceeded", "length")]
    [DataRow("anthropic", "end_turn", "stop_sequence", "stop")]
    [DataRow("anthropic", "end_turn", "refusal", "refusal")]
    [DataRow("anthropic", "end_turn", "pause_turn", "other")]
    [DataRow("gemini", "STOP", "MAX_TOKENS", "length")]
    [DataRow("gemini", "STOP", "SAFETY", "content_filter")]
    [DataRow("gemini", "STOP", "RECITATION", "content_filter")]
    [DataRow("gemini", "STOP", "PROHIBITED_CONTENT", "content_filter")]
    [DataRow("gemini", "STOP", "LANGUAGE", "other")]
    public async Task Reasons_have_one_set_of_words(string provider, string good, string said, string expected)
    {
        Assert.AreEqual(expected, (await ProviderKit.AskAsync(provider, FakeHandler.Json(GoodReplies.Of(provider).Replace($"\"{good}\"", $"\"{said}\"")))).FinishReason);
        Assert.AreEqual(expected, (await ProviderKit.AskAsync(provider, FakeHandler.Stream(Bytes(GoodReplies.StreamOf(provider).Replace($"\"{good}\"", $"\"{said}\""))), stream: true)).FinishReason);
    }

    [TestMethod]
    [DataRow("openai", "\"content\":\"TEXT\",\"refusal\":null", "\"content\":null,\"refusal\":\"I will not.\"", "refusal", "I will not.")]
    [DataRow("openai", "\"content\":\"TEXT\"", "\"content\":[{\"type\":\"text\",\"text\":\"A\"},{\"type\":\"text\",\"text\":\"B\"}]", "stop", "AB")]
    [DataRow("openai", "\"content\":\"TEXT\",\"refusal\":null,\"annotations\":[]},\"logprobs\":null,\"finish_reason\":\"stop\"", "\"content\":null},\"finish_reason\":\"length\"", "length", "")]
    [DataRow("openai", "TEXT", "", "stop", "")]
    [DataRow("openai", "\"content\":\"TEXT\"", "\"content\":null", "stop", "")]
    [DataRow("openai", "\"content\":\"TEXT\",\"refusal\":null", "\"reasoning\":\"hm\"", "stop", "")]
    [DataRow("anthropic", "{\"type\":\"text\",\"text\":\"TEXT\"}", "", "stop", "")]
    [DataRow("gemini", "\"candidates\"", "\"promptFeedback\":{\"blockReason\":\"SAFETY\"},\"was\"", "content_filter", "")]
    [DataRow("gemini", "\"content\":{\"parts\":[{\"text\":\"thinking\",\"thought\":true},{\"text\":\"TE\"},{\"text\":\"XT\"}],\"role\":\"model\"},\"finishReason\":\"STOP\"", "\"finishReason\":\"SAFETY\"", "content_filter", "")]
    public async Task Replies_without_usual_text_are_replies(string provider, string usual, string unusual, string reason, string text)
    {
        var reply = await ProviderKit.AskAsync(provider, FakeHandler.Json(GoodReplies.Of(provider).Replace(usual, unusual)));

        Assert.AreEqual((reason, text), (reply.FinishReason, reply.Text));
    }

    [TestMethod]
    public async Task Usage_that_every_chunk_repeats_counts_once()
    {
        var chunks = Enumerable.Range(1, 3).Select(number => $$$"""data: {"object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"x"},"finish_reason":{{{(number < 3 ? "null" : "\"stop\"")}}}}],"usage":{"prompt_tokens":19,"completion_tokens":{{{number}}}}}""" + "\n\n");
        foreach (var end in new[] { "", "data: [DONE]\n\n" })
        {
            var reply = await ProviderKit.AskAsync("vllm", FakeHandler.Stream(Bytes(string.Concat(chunks) + end)), stream: true);
            Assert.AreEqual(("xxx", 19, 3), (reply.Text, reply.InputTokens, reply.OutputTokens));
        }
    }

    [TestMethod]
    public async Task OpenRouters_cost_is_the_replys_cost()
    {
        var reply = await ProviderKit.AskAsync("openrouter", FakeHandler.Json(GoodReplies.OpenAI.Replace("\"total_tokens\"", "\"cost\":0.00014,\"total_tokens\"")));
        var streamed = await ProviderKit.AskAsync("openrouter", FakeHandler.Stream(Bytes(GoodReplies.OpenAIStream.Replace("\"prompt_tokens\"", "\"cost\":1.4e-4,\"prompt_tokens\""))), stream: true);

        Assert.AreEqual(0.00014m, reply.Cost);
        Assert.AreEqual(0.00014m, streamed.Cost);
    }

    [TestMethod]
    [DataRow("openai", """{"object":"chat.completion","choices":[]}""")]
    [DataRow("openai", """{"object":"chat.completion","choices":[{"message":{"content":null}}]}""")]
    [DataRow("openai", """{"object":"chat.completion","choices":[{"finish_reason":"stop"}]}""")]
    [DataRow("openai", """{"object":"list","data":[]}""")]
    [DataRow("openai", """{"object":"text_completion","choices":[{"text":"x","finish_reason":"stop"}]}""")]
    [DataRow("openai", """{"object":"chat.completion","choices":[{"message":{"content":"TE""")]
    [DataRow("openai", """[]""")]
    [DataRow("openai", "")]
    [DataRow("anthropic", "")]
    [DataRow("anthropic", """{"id":"msg_1","type":"message","content":[""")]
    [DataRow("anthropic", """{"data":[],"has_more":false}""")]
    [DataRow("gemini", "")]
    [DataRow("gemini", """{"candidates":[]}""")]
    [DataRow("gemini", """{"candidates":[{"content":{"role":"model"},"finishReason":"STOP"}]}""")]
    [DataRow("gemini", """{"models":[]}""")]
    public async Task What_is_no_reply_is_a_bad_reply(string provider, string body)
    {
        var fault = await ProviderKit.FaultAsync(provider, FakeHandler.Json(body));

        Assert.AreEqual(ProviderFault.BadReply, fault.Fault, fault.Message);
        Assert.IsTrue(fault.MayBeCharged);
    }

    [TestMethod]
    [DataRow("openai")]
    [DataRow("anthropic")]
    [DataRow("gemini")]
    public async Task A_stream_that_ends_early_is_a_bad_reply(string provider)
    {
        var whole = GoodReplies.StreamOf(provider);

        var fault = await ProviderKit.FaultAsync(provider, FakeHandler.Stream(Bytes(whole[..whole.IndexOf("XT", StringComparison.Ordinal)])), stream: true);

        Assert.AreEqual(ProviderFault.BadReply, fault.Fault, fault.Message);
    }

    [TestMethod]
    [DataRow("openai")]
    [DataRow("openrouter")]
    [DataRow("anthropic")]
    [DataRow("gemini")]
    [DataRow("vertex")]
    public void A_missing_key_is_told_before_anything_is_sent(string provider)
    {
        var services = new ProviderServices(new KeyRing(_ => null), TimeProvider.System, FakeHandler.Json(""));
        var definition = ProviderKit.Definition(provider);

        var thrown = Assert.ThrowsExactly<SynthException>(() => ProviderFactory.Create(definition, "m-1", services));

        Assert.AreEqual(Codes.MissingKey, thrown.Diagnostics[0].Code);
        StringAssert.Contains(thrown.Diagnostics[0].Message, definition.KeyVariable);
        StringAssert.Contains(thrown.Diagnostics[0].Message, ".env");
    }

    private static MemoryStream Bytes(string text) => new(Encoding.UTF8.GetBytes(text));
}
