using SynthTrain.Loopback;
using SynthTrain.Loopback.Faults;

namespace SynthTrain.Sdk.Tests.Providers;

/// <summary><c>DataFull</c> over every provider's wire format, with one request in five going wrong.</summary>
[TestClass]
public sealed class PipelineTests
{
    private static readonly FaultScript s_faults = new()
    {
        Seed = 7,
        Rules =
        [
            FaultRule.Random(0.2, FaultKind.RateLimit, FaultKind.RateLimitMilliseconds, FaultKind.ServerError, FaultKind.BadGateway, FaultKind.Unavailable, FaultKind.Overloaded, FaultKind.Reset, FaultKind.ResetBefore, FaultKind.HalfJson) with { Seconds = 0.05 },
        ],
    };

    public required TestContext TestContext { get; set; }

    [TestMethod]
    [DataRow("openai", "")]
    [DataRow("openai", "    stream: true")]
    [DataRow("openrouter", "")]
    [DataRow("anthropic", "")]
    [DataRow("gemini", "")]
    [DataRow("ollama", "")]
    public async Task Faults_change_no_byte_and_no_answered_request_is_sent_again(string provider, string teacher)
    {
        await using var server = await ProviderServer.StartAsync(new ProviderServerOptions { ApiKey = provider == "ollama" ? null : LiveGuide.Key });
        using var calm = new LiveGuide(server, provider, teacher);
        calm.Build("DataFull").ShouldSucceed();
        var asked = server.Log.Contents.Count;
        Assert.AreEqual(asked, server.Log.Count, "Without faults each request is sent once.");
        server.Log.Clear();
        server.Faults = s_faults;

        using var rough = new LiveGuide(server, provider, teacher);
        rough.Build("DataFull").ShouldSucceed();

        TestContext.WriteLine($"{provider}: {asked} requests, {server.Log.Count} sent under faults.");
        CollectionAssert.AreEqual(calm.Project.Made(), rough.Project.Made());
        Assert.AreEqual(asked, server.Log.Contents.Count);
        Assert.AreEqual(0, server.Log.RepeatsOfAnswered);
        Assert.IsGreaterThan(asked * 11 / 10, server.Log.Count, "Too few faults for the test to mean anything.");
        Assert.IsNotEmpty(rough.Project.Lines("data/processed/sft/v1/train_sft.jsonl"));

        server.Log.Clear();
        rough.Build("DataFull").ShouldSucceed();
        Assert.AreEqual(0, server.Log.Count, "Nothing changed, and something was asked.");
    }
}
