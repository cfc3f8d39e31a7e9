using System.Net;
using System.Text;
using Google.Apis.Auth.OAuth2;
using Google.Apis.Auth.OAuth2.Responses;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Providers;
using SynthTrain.Teachers.Providers.Gemini;
using SynthTrain.Teachers.Secrets;
using SynthTrain.Teachers.Tests.Support;
using SynthTrain.Teachers.Tests.Providers.Support;

namespace SynthTrain.Teachers.Tests.Providers;

[TestClass]
public sealed class FaultTests
{
    private static readonly string[] s_protocols = ["openai", "anthropic", "gemini"];

    [TestMethod]
    [DataRow(429, """{"error":{"message":"Rate limit reached for m-1","type":"tokens","param":null,"code":"rate_limit_exceeded"}}""", ProviderFault.RateLimited)]
    [DataRow(429, """{"error":{"message":"You exceeded your current quota","type":"insufficient_quota","param":null,"code":"insufficient_quota"}}""", ProviderFault.QuotaSpent)]
    [DataRow(429, """{"error":{"code":429,"message":"You exceeded your current quota, please check your plan","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34.5s"}]}}""", ProviderFault.RateLimited)]
    [DataRow(402, """{"error":{"code":402,"message":"Insufficient credits"}}""", ProviderFault.QuotaSpent)]
    [DataRow(400, """{"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the Anthropic API."}}""", ProviderFault.QuotaSpent)]
    [DataRow(503, """{"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}""", ProviderFault.Overloaded)]
    [DataRow(529, """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""", ProviderFault.Overloaded)]
    [DataRow(500, """{"error":{"message":"The server had an error","type":"server_error"}}""", ProviderFault.Server)]
    [DataRow(502, "<html>Bad gateway</html>", ProviderFault.Server)]
    [DataRow(504, "", ProviderFault.Server)]
    [DataRow(408, """{"error":{"message":"timed out"}}""", ProviderFault.Timeout)]
    [DataRow(401, """{"error":{"message":"Incorrect API key provided","type":"invalid_request_error","code":"invalid_api_key"}}""", ProviderFault.Unauthorized)]
    [DataRow(403, """{"error":{"message":"Country not supported","code":"unsupported_country_region_territory"}}""", ProviderFault.Unauthorized)]
    [DataRow(400, """{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID"}]}}""", ProviderFault.Unauthorized)]
    [DataRow(404, """{"error":{"message":"The model `m-1` does not exist or you do not have access to it.","type":"invalid_request_error","param":null,"code":"model_not_found"}}""", ProviderFault.UnknownModel)]
    [DataRow(404, """{"type":"error","error":{"type":"not_found_error","message":"model: m-1"}}""", ProviderFault.UnknownModel)]
    [DataRow(404, """{"error":{"code":404,"message":"models/m-1 is not found for API version v1beta","status":"NOT_FOUND"}}""", ProviderFault.UnknownModel)]
    [DataRow(404, """{"object":"error","message":"The model `m-1` does not exist.","type":"NotFoundError","param":null,"code":404}""", ProviderFault.UnknownModel)]
    [DataRow(404, """{"error":{"message":"model \"m-1\" not found, try pulling it first","type":"api_error"}}""", ProviderFault.UnknownModel)]
    [DataRow(400, """{"error":{"message":"m-1 is not a valid model ID","code":400}}""", ProviderFault.UnknownModel)]
    [DataRow(403, """{"error":{"message":"Project does not have access to model m-1","code":"model_not_found"}}""", ProviderFault.UnknownModel)]
    [DataRow(404, """{"detail":"Not Found"}""", ProviderFault.NotTheApi)]
    [DataRow(404, "404 page not found", ProviderFault.NotTheApi)]
    [DataRow(405, "", ProviderFault.NotTheApi)]
    [DataRow(301, "", ProviderFault.NotTheApi)]
    [DataRow(400, """{"error":{"message":"Invalid schema for response_format 'response'","type":"invalid_request_error","param":"response_format","code":null}}""", ProviderFault.SchemaRefused)]
    [DataRow(400, """{"type":"error","error":{"type":"invalid_request_error","message":"output_config.format.schema: unsupported keyword"}}""", ProviderFault.SchemaRefused)]
    [DataRow(400, """{"error":{"code":400,"message":"Invalid value at 'generation_config.response_json_schema'","status":"INVALID_ARGUMENT"}}""", ProviderFault.SchemaRefused)]
    [DataRow(400, """{"error":{"message":"This model's maximum context length is 8192 tokens.","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}""", ProviderFault.TooLong)]
    [DataRow(400, """{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 210000 tokens > 200000 maximum"}}""", ProviderFault.TooLong)]
    [DataRow(413, """{"type":"error","error":{"type":"request_too_large","message":"Request exceeds the maximum size"}}""", ProviderFault.TooLong)]
    [DataRow(400, """{"error":{"code":400,"message":"the request exceeds the available context size","type":"exceed_context_size_error"}}""", ProviderFault.TooLong)]
    [DataRow(400, """{"error":{"message":"Unsupported value: 'temperature'","type":"invalid_request_error","param":"temperature","code":"unsupported_value"}}""", ProviderFault.Refused)]
    [DataRow(422, """{"detail":[{"loc":["body"],"msg":"field required"}]}""", ProviderFault.Refused)]
    public async Task A_status_and_its_body_become_one_kind_of_fault(int status, string body, ProviderFault expected)
    {
        foreach (var protocol in s_protocols)
        {
            var type = body.StartsWith('{') ? "application/json" : body.StartsWith('<') ? "text/html" : "text/plain";

            var fault = await ProviderKit.FaultAsync(protocol, FakeHandler.Of(Encoding.UTF8.GetBytes(body), status, type));

            Assert.AreEqual(expected, fault.Fault, fault.Message);
            Assert.AreEqual(status, fault.Status);
            Assert.IsFalse(fault.MayBeCharged);
        }
    }

    [TestMethod]
    [DataRow(200, "text/html; charset=utf-8")]
    [DataRow(403, "text/html")]
    [DataRow(404, "text/html")]
    [DataRow(200, "text/plain")]
    public async Task HTML_and_plain_text_are_not_the_API(int status, string type)
    {
        foreach (var protocol in s_protocols)
        {
            var fault = await ProviderKit.FaultAsync(protocol, FakeHandler.Of("<!DOCTYPE html><p>Sign in</p>"u8.ToArray(), status, type));

            Assert.AreEqual(ProviderFault.NotTheApi, fault.Fault);
            StringAssert.Contains(fault.Message, "Sign in");
        }
    }

    [TestMethod]
    [DataRow("Retry-After", "7", 7.0)]
    [DataRow("Retry-After", "1.5", 1.5)]
    [DataRow("retry-after-ms", "250", 0.25)]
    [DataRow("Retry-After", "Thu, 01 Jan 2026 00:00:30 GMT", 30.0)]
    [DataRow("Retry-After", "Thu, 01 Jan 1970 00:00:00 GMT", 0.0)]
    [DataRow("Retry-After", "soon", null)]
    [DataRow("Retry-After", "2147483647", 86400.0)]
    [DataRow("Retry-After", "99999999999", 86400.0)]
    [DataRow("Retry-After", "Fri, 31 Dec 9999 23:59:59 GMT", 86400.0)]
    public async Task Retry_After_is_read_in_every_form(string header, string value, double? seconds)
    {
        var services = ProviderKit.Services(FakeHandler.Of("{}"u8.ToArray(), 429, "application/json", (header, value)), new StoppedClock());
        foreach (var protocol in s_protocols)
        {
            var definition = ProviderKit.Definition(protocol);

            var fault = await Assert.ThrowsExactlyAsync<ProviderException>(async () => await ProviderFactory.Create(definition, "m-1", services).AskAsync(ProviderKit.Request(definition), default));

            Assert.AreEqual(seconds, fault.RetryAfter?.TotalSeconds);
        }
    }

    [TestMethod]
    public async Task Googles_RetryInfo_is_a_Retry_After()
    {
        var fault = await ProviderKit.FaultAsync("gemini", FakeHandler.Json("""{"error":{"code":429,"message":"Quota","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34.5s"}]}}""", 429));

        Assert.AreEqual(TimeSpan.FromSeconds(34.5), fault.RetryAfter);
    }

    [TestMethod]
    [DataRow(400, """{"error":{"message":"The response was filtered due to the prompt triggering Azure OpenAI's content management policy.","code":"content_filter"}}""")]
    [DataRow(403, """{"error":{"code":403,"message":"Your input was flagged","metadata":{"reasons":["violence"],"flagged_input":"x"}}}""")]
    public async Task A_filtered_prompt_is_a_reply(int status, string body)
    {
        foreach (var protocol in s_protocols)
            Assert.AreEqual("content_filter", (await ProviderKit.AskAsync(protocol, FakeHandler.Json(body, status))).FinishReason);
    }

    [TestMethod]
    [DataRow("openrouter", """{"error":{"code":502,"message":"Provider returned error"}}""", ProviderFault.Server)]
    [DataRow("openrouter", """{"id":"x","choices":[{"error":{"code":429,"message":"slow down"},"message":{"content":""},"finish_reason":"error"}]}""", ProviderFault.RateLimited)]
    [DataRow("gemini", """{"error":{"code":503,"message":"overloaded","status":"UNAVAILABLE"}}""", ProviderFault.Overloaded)]
    public async Task An_error_in_a_good_response_is_that_error_and_may_be_charged(string provider, string body, ProviderFault expected) =>
        Within(expected, await ProviderKit.FaultAsync(provider, FakeHandler.Json(body)));

    [TestMethod]
    [DataRow("openrouter", "data: {\"error\":{\"code\":502,\"message\":\"gone\"},\"choices\":[{\"delta\":{\"content\":\"\"},\"finish_reason\":\"error\"}]}\n\n", ProviderFault.Server)]
    [DataRow("gemini", "data: {\"error\":{\"code\":503,\"message\":\"overloaded\",\"status\":\"UNAVAILABLE\"}}\n\n", ProviderFault.Overloaded)]
    [DataRow("anthropic", "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n", ProviderFault.Overloaded)]
    public async Task An_error_in_a_stream_is_that_error_and_may_be_charged(string provider, string stream, ProviderFault expected) =>
        Within(expected, await ProviderKit.FaultAsync(provider, FakeHandler.Stream(new MemoryStream(Encoding.UTF8.GetBytes(stream))), stream: true));

    [TestMethod]
    [DataRow(HttpStatusCode.TooManyRequests, """{"error":{"message":"WORDS and the rest","code":"insufficient_quota"}}""", ProviderFault.QuotaSpent)]
    [DataRow(HttpStatusCode.ServiceUnavailable, "busy", ProviderFault.Overloaded)]
    public async Task What_a_users_client_throws_is_read_whole(HttpStatusCode status, string body, ProviderFault expected)
    {
        var fault = await Assert.ThrowsExactlyAsync<ProviderException>(() => PluginAsync(new HttpRequestException(body.Replace("WORDS", new string('x', 400)), null, status)));

        Assert.AreEqual((expected, false), (fault.Fault, fault.MayBeCharged), fault.Message);
        Assert.IsLessThan(330, fault.Message.Length);
    }

    [TestMethod]
    public async Task A_filtered_prompt_of_a_users_client_is_a_reply() =>
        Assert.AreEqual("content_filter", (await PluginAsync(new HttpRequestException("""{"error":{"message":"no","code":"content_filter"}}""", null, HttpStatusCode.BadRequest))).FinishReason);

    [TestMethod]
    public async Task A_connection_that_takes_too_long_charges_nothing()
    {
        foreach (var protocol in s_protocols)
        {
            // As SocketsHttpHandler tells of its ConnectTimeout.
            var fault = await ProviderKit.FaultAsync(protocol, new FakeHandler(() => throw new TaskCanceledException("canceled", new TimeoutException("A connection could not be established within the configured ConnectTimeout."))));

            Assert.AreEqual((ProviderFault.Network, false), (fault.Fault, fault.MayBeCharged), fault.Message);
        }
    }

    [TestMethod]
    public async Task An_error_whose_body_stalls_is_told_by_its_status_and_what_came()
    {
        var time = new VirtualTime();
        foreach (var protocol in s_protocols)
        {
            var handler = new FakeHandler(() => new HttpResponseMessage(HttpStatusCode.Unauthorized) { Content = new StreamContent(new StalledStream("wrong key, my friend"u8.ToArray())) });
            var definition = ProviderKit.Definition(protocol);

            var fault = await Assert.ThrowsExactlyAsync<ProviderException>(() => time.RunAsync(ProviderFactory.Create(definition, "m-1", ProviderKit.Services(handler, time)).AskAsync(ProviderKit.Request(definition), default).AsTask()));

            Assert.AreEqual(ProviderFault.Unauthorized, fault.Fault, fault.Message);
            StringAssert.Contains(fault.Message, "wrong key, my friend");
        }

        Assert.IsLessThan(60, time.Elapsed.TotalSeconds);
    }

    [TestMethod]
    [DataRow("sk-ключ-123")]
    [DataRow("sk-a\nb-123456")]
    public void A_key_that_no_header_can_carry_is_told_before_anything_is_sent(string key)
    {
        foreach (var provider in new[] { "openai", "anthropic", "gemini", "vertex" })
        {
            var services = new ProviderServices(new KeyRing(_ => key), TimeProvider.System, FakeHandler.Json(""));

            var thrown = Assert.ThrowsExactly<SynthException>(() => ProviderFactory.Create(ProviderKit.Definition(provider), "m-1", services));

            Assert.AreEqual(Codes.MissingKey, thrown.Diagnostics[0].Code);
            StringAssert.Contains(thrown.Message, "character");
            Assert.DoesNotContain(key, thrown.Message);
        }
    }

    [TestMethod]
    [DataRow("invalid_grant", 400, ProviderFault.Unauthorized)]
    [DataRow("internal_failure", 503, ProviderFault.Overloaded)]
    public async Task Googles_credentials_that_give_no_token_charge_nothing(string error, int status, ProviderFault expected)
    {
        var thrown = new TokenResponseException(new TokenErrorResponse { Error = error, ErrorDescription = "Token has been expired or revoked." }, (HttpStatusCode)status);

        var fault = await Assert.ThrowsExactlyAsync<ProviderException>(() => VertexTokens.FreshAsync(new NoTokens(thrown), new KeyRing(_ => null), default).AsTask());

        Assert.AreEqual((expected, false), (fault.Fault, fault.MayBeCharged));
        StringAssert.Contains(fault.Message, "expired or revoked");
        var offline = await Assert.ThrowsExactlyAsync<ProviderException>(() => VertexTokens.FreshAsync(new NoTokens(new HttpRequestException("no route")), new KeyRing(_ => null), default).AsTask());
        Assert.AreEqual((ProviderFault.Network, false), (offline.Fault, offline.MayBeCharged));
    }

    [TestMethod]
    public async Task No_message_carries_the_key_or_a_long_quotation()
    {
        foreach (var protocol in s_protocols)
        {
            var fault = await ProviderKit.FaultAsync(protocol, FakeHandler.Json("""{"error":{"message":"Incorrect API key provided: KEY REST","code":"invalid_api_key"}}""".Replace("KEY", ProviderKit.Key).Replace("REST", new string('x', 5000)), 401));

            Assert.IsFalse(fault.ToString().Contains(ProviderKit.Key, StringComparison.Ordinal));
            StringAssert.Contains(fault.Message, "***");
            Assert.IsLessThan(330, fault.Message.Length);
        }
    }

    [TestMethod]
    [DataRow(HttpRequestError.ConnectionError, false)]
    [DataRow(HttpRequestError.NameResolutionError, false)]
    [DataRow(HttpRequestError.SecureConnectionError, false)]
    [DataRow(HttpRequestError.ResponseEnded, true)]
    public async Task A_connection_that_never_was_charges_nothing(HttpRequestError error, bool mayBeCharged)
    {
        foreach (var protocol in s_protocols)
        {
            var fault = await ProviderKit.FaultAsync(protocol, new FakeHandler(() => throw new HttpRequestException(error, "no")));

            Assert.AreEqual((ProviderFault.Network, mayBeCharged), (fault.Fault, fault.MayBeCharged));
        }
    }

    [TestMethod]
    public async Task A_connection_that_breaks_in_the_body_is_a_network_fault()
    {
        foreach (var protocol in s_protocols)
        {
            foreach (var stream in new[] { false, true })
            {
                var start = Encoding.UTF8.GetBytes(stream ? GoodReplies.StreamOf(protocol)[..60] : GoodReplies.Of(protocol)[..60]);

                var fault = await ProviderKit.FaultAsync(protocol, FakeHandler.Stream(new BrokenStream(start)), stream);

                Assert.AreEqual((ProviderFault.Network, true), (fault.Fault, fault.MayBeCharged), $"{protocol} {fault.Message}");
            }
        }
    }

    [TestMethod]
    public async Task A_stream_that_stalls_is_a_timeout()
    {
        foreach (var protocol in s_protocols)
        {
            var definition = ProviderKit.Definition(protocol) with { Stream = true, Limits = new() { Timeout = TimeSpan.FromMilliseconds(100) } };
            var start = Encoding.UTF8.GetBytes(GoodReplies.StreamOf(protocol)[..60]);

            var fault = await Assert.ThrowsExactlyAsync<ProviderException>(() => ProviderKit.AskAsync(definition, FakeHandler.Stream(new StalledStream(start))));

            Assert.AreEqual((ProviderFault.Timeout, true), (fault.Fault, fault.MayBeCharged));
        }
    }

    [TestMethod]
    public async Task A_caller_who_gives_up_gets_a_cancellation()
    {
        foreach (var protocol in s_protocols)
        {
            foreach (var stream in new[] { false, true })
            {
                using var source = new CancellationTokenSource();
                var definition = ProviderKit.Definition(protocol) with { Stream = stream };
                var asked = ProviderFactory.Create(definition, "m-1", ProviderKit.Services(FakeHandler.Stream(new StalledStream([])))).AskAsync(ProviderKit.Request(definition), source.Token);
                await source.CancelAsync();

                await Assert.ThrowsAsync<OperationCanceledException>(async () => await asked);
            }
        }
    }

    // Charged or not, nobody knows; and no status that the provider never sent.
    private static void Within(ProviderFault expected, ProviderException fault)
    {
        Assert.AreEqual((expected, true, (int?)200), (fault.Fault, fault.MayBeCharged, fault.Status), fault.Message);
        Assert.StartsWith("An error inside a good response: ", fault.Message);
    }

    private static Task<TeacherReply> PluginAsync(Exception thrown)
    {
        var definition = new TeacherDefinition { Name = "own", Provider = TeacherDefinition.PluginProvider, Models = ["m-1"], Plugin = new TeacherPlugin("A", "T") };
        var services = ProviderKit.Services(FakeHandler.Json("")) with { Plugins = (_, _) => new ThrowingClient(thrown) };
        return ProviderFactory.Create(definition, "m-1", services).AskAsync(ProviderKit.Request(definition), default).AsTask();
    }

    private sealed class NoTokens(Exception thrown) : ITokenAccess
    {
        public Task<string> GetAccessTokenForRequestAsync(string? authUri = null, CancellationToken cancellationToken = default) => throw thrown;
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    }
}
