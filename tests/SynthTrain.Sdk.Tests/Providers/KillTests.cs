using SynthTrain.Loopback;
using SynthTrain.Loopback.Faults;
using SynthTrain.Sdk.Tests.Support;

namespace SynthTrain.Sdk.Tests.Providers;

/// <summary>Builds that ask a provider, killed.</summary>
[TestClass]
public sealed class KillTests
{
    private const int Kills = 5;
    private const int Concurrency = 4;

    public required TestContext TestContext { get; set; }

    [TestMethod]
    public async Task A_reply_that_was_kept_is_never_asked_again_across_kills()
    {
        await using var server = await ProviderServer.StartAsync(new ProviderServerOptions { ApiKey = LiveGuide.Key });
        using var calm = new LiveGuide(server, "openai");
        calm.Build("DataFull").ShouldSucceed();
        server.Log.Clear();
        server.Faults = new FaultScript
        {
            Rules = [FaultRule.Random(0.2, FaultKind.ServerError, FaultKind.Reset, FaultKind.RateLimit), FaultRule.Random(1, FaultKind.Stall) with { Seconds = 0.12 }],
        };
        using var project = new LiveGuide(server, "openai");
        var random = new Random(20261121);
        var met = 0;
        for (var kill = 0; kill < Kills; kill++)
            met += await KillAsync(server, project, random) ? 1 : 0;
        server.Faults = new FaultScript();

        project.Build("DataFull").ShouldSucceed();

        TestContext.WriteLine($"{met} of {Kills} kills met requests; {server.Log.Count} sent for {server.Log.Contents.Count}, {server.Log.RepeatsOfAnswered} of them answered before.");
        CollectionAssert.AreEqual(calm.Project.Made(), project.Project.Made());
        Assert.IsGreaterThanOrEqualTo(Kills - 1, met);
        // What the server had answered and the killed build had not yet kept was in flight.
        Assert.IsLessThanOrEqualTo(Kills * Concurrency, server.Log.RepeatsOfAnswered);
    }

    private static async Task<bool> KillAsync(ProviderServer server, LiveGuide project, Random random)
    {
        var before = server.Log.Count;
        using var build = Cli.StartInGroup(project.Project.Root, $"build --no-restore -t:DataFull -tl:off -p:SynthYes=true -p:SynthConcurrency={Concurrency}");
        var output = build.StandardOutput.ReadToEndAsync();
        var errors = build.StandardError.ReadToEndAsync();
        for (var waited = 0; waited < 3000 && server.Log.Count < before + 10 && !build.HasExited; waited++)
            await Task.Delay(10);
        await Task.Delay(random.Next(0, 500));
        var met = !build.HasExited && server.Log.Count > before;
        Cli.Signal(-build.Id, 9);
        await build.WaitForExitAsync();
        await Task.WhenAll(output, errors);
        return met;
    }
}
