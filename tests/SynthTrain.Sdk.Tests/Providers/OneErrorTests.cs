using SynthTrain.Loopback;
using SynthTrain.Loopback.Faults;
using SynthTrain.Sdk.Tests.Support;

namespace SynthTrain.Sdk.Tests.Providers;

/// <summary>What is wrong with every request is told once, and soon.</summary>
[TestClass]
public sealed class OneErrorTests
{
    // Requests under way when the first answer comes back.
    private const int Concurrency = 8;

    [TestMethod]
    [DataRow("openai", FaultKind.WrongKey, "ST2005")]
    [DataRow("anthropic", FaultKind.WrongKey, "ST2005")]
    [DataRow("gemini", FaultKind.WrongKey, "ST2005")]
    [DataRow("openai", FaultKind.UnknownModel, "ST2006")]
    [DataRow("openai", FaultKind.SchemaRefused, "ST2007")]
    [DataRow("openrouter", FaultKind.HtmlOk, "ST2008")]
    [DataRow("gemini", FaultKind.HtmlForbidden, "ST2008")]
    [DataRow("openai", FaultKind.QuotaSpent, "ST2015")]
    public async Task It_is_one_coded_error(string provider, FaultKind fault, string code)
    {
        await using var server = await ProviderServer.StartAsync(new ProviderServerOptions { ApiKey = LiveGuide.Key, Faults = FaultScript.Of(FaultRule.Every(fault)) });
        using var project = new LiveGuide(server, provider);

        var result = project.Build("Drafts").ShouldFail(code);

        var errors = result.Output.Split('\n').Where(line => line.Contains("error ST", StringComparison.Ordinal)).Select(line => line.Trim()).Distinct(StringComparer.Ordinal).ToList();
        Assert.HasCount(1, errors, result.ToString());
        Assert.IsLessThanOrEqualTo(Concurrency, server.Log.Count);
        Assert.DoesNotContain(LiveGuide.Key, result.Output);
        Assert.DoesNotContain("warning ST2002", result.Output);
    }

    [TestMethod]
    public async Task A_missing_key_is_told_before_anything_is_sent()
    {
        await using var server = await ProviderServer.StartAsync();
        using var project = new LiveGuide(server, "openai");
        project.Project.Delete(".env");

        project.Build("Drafts").ShouldFail("ST2004").ShouldSay("OPENAI_API_KEY");

        Assert.AreEqual(0, server.Log.Count);
    }

    [TestMethod]
    public void An_endpoint_that_is_not_there_ends_the_stage_once()
    {
        using var project = new PocketGuide();
        project.Write("configs/teacher.yaml", """
            default: live
            teachers:
              live: { provider: openai-compatible, model: m, base_url: 'http://127.0.0.1:9/v1' }
            """);

        var result = project.Build("Drafts", "-p:SynthYes=true").ShouldFail("ST2017");

        // Only rows that were under way when the endpoint was given up are told of.
        var warnings = result.Output.Split('\n').Where(line => line.Contains("warning ST2002", StringComparison.Ordinal)).Select(line => line.Trim()).Distinct(StringComparer.Ordinal).Count();
        Assert.IsLessThanOrEqualTo(Concurrency, warnings, result.ToString());
    }
}
