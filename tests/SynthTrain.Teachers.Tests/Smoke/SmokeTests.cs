using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Teachers;
using SynthTrain.Loopback;
using SynthTrain.Loopback.Faults;
using SynthTrain.Teachers.Providers;
using SynthTrain.Teachers.Secrets;
using SynthTrain.Teachers.Smoke;
using SynthTrain.Teachers.Tests.Providers.Support;

namespace SynthTrain.Teachers.Tests.Smoke;

[TestClass]
public sealed class SmokeTests
{
    [TestMethod]
    [DataRow("openai")]
    [DataRow("anthropic")]
    [DataRow("gemini")]
    public async Task A_good_model_answers_keeps_to_the_schema_and_streams(string provider)
    {
        await using var server = await ProviderServer.StartAsync();
        var result = await RunAsync(server, provider);
        Assert.AreEqual(("ok", "native", "ok"), (result.Answer, result.Schema, result.Stream));
        Assert.IsNull(result.Fault);
    }

    [TestMethod]
    public async Task A_refused_schema_a_wrong_model_and_a_wrong_key_are_each_one_coded_error()
    {
        await using var server = await ProviderServer.StartAsync(new ProviderServerOptions { Models = ["m-1"], ApiKey = "sk-planted" });
        server.Faults = FaultScript.Of(FaultRule.Nth(1, FaultKind.SchemaRefused));
        var schema = await RunAsync(server, "openai");
        Assert.AreEqual(("ok", "refused", "ok", Codes.SchemaRefused), (schema.Answer, schema.Schema, schema.Stream, schema.Fault!.Code));
        var model = await RunAsync(server, "openai", model: "m-2");
        Assert.AreEqual(("unknown_model", "-", Codes.UnknownModel), (model.Answer, model.Schema, model.Fault!.Code));
        var key = await RunAsync(server, "openai", key: "sk-wrong1");
        Assert.AreEqual(("unauthorized", Codes.KeyRefused), (key.Answer, key.Fault!.Code));
        Assert.DoesNotContain("sk-wrong1", key.Fault.Message);
        var none = await RunAsync(server, "openai", key: "");
        Assert.AreEqual(("not asked", Codes.MissingKey), (none.Answer, none.Fault!.Code));
    }

    [TestMethod]
    public async Task A_replay_asks_nobody_and_says_so()
    {
        await using var server = await ProviderServer.StartAsync();
        var result = await RunAsync(server, "openai", key: "", replay: true);
        Assert.AreEqual(("replay", "-", "-"), (result.Answer, result.Schema, result.Stream));
        Assert.IsNull(result.Fault);
        Assert.AreEqual(0, server.Log.Count);
    }

    [TestMethod]
    [DataRow("{}", "ignored")]
    [DataRow("{\\\"ok\\\":\\\"yes\\\"}", "ignored")]
    [DataRow("Yes.", "ignored")]
    [DataRow("{\\\"ok\\\":true}", "native")]
    public async Task Only_an_answer_that_follows_the_schema_without_being_told_in_words_is_native(string answer, string expected)
    {
        using var handler = FakeHandler.Json(GoodReplies.OpenAI.Replace("TEXT", answer));
        var teacher = new TeacherDefinition { Name = "t", Provider = "openai-compatible", Models = ["m-1"], BaseUrl = new Uri("http://host/v1/") };
        var result = await new SmokeTest(new ProviderServices(new KeyRing(_ => null), TimeProvider.System, handler)).RunAsync(teacher, "m-1", default);
        Assert.AreEqual(("ok", expected), (result.Answer, result.Schema));
        var question = JsonElement.Parse(handler.Body).GetProperty("messages")[0].GetProperty("content").GetString()!;
        Assert.DoesNotContain("JSON", question);
        Assert.DoesNotContain("{", question);
    }

    [TestMethod]
    public async Task A_users_own_client_that_is_not_loaded_is_not_tried_and_no_error()
    {
        var teacher = new TeacherDefinition { Name = "t", Provider = TeacherDefinition.PluginProvider, Models = ["m-1"], Plugin = new TeacherPlugin("A", "T") };
        var result = await new SmokeTest(new ProviderServices(new KeyRing(_ => null), TimeProvider.System)).RunAsync(teacher, "m-1", default);
        Assert.AreEqual("not tried", result.Answer);
        Assert.IsNull(result.Fault);
    }

    private static async Task<SmokeResult> RunAsync(ProviderServer server, string provider, string model = "m-1", string key = "sk-planted", bool replay = false)
    {
        var teacher = new TeacherDefinition
        {
            Name = "t",
            Provider = provider,
            Models = [model],
            BaseUrl = provider == "openai" ? server.Url("v1/") : server.BaseUrl,
            KeyVariable = "KEY",
            Replay = replay,
        };
        return await new SmokeTest(new ProviderServices(new KeyRing(_ => key), TimeProvider.System)).RunAsync(teacher, model, default);
    }
}
