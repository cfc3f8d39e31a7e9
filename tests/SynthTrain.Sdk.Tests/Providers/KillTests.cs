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
        var (met, lost) = (0, 0);
        for (var kill = 0; kill < Kills; kill++)
        {
            var inFlight = await KillAsync(server, project, random);
            var lostBefore = lost;
            lost = server.Log.Entries.Count(entry => entry.Answered) - Kept(project);
            TestContext.WriteLine($"kill {kill + 1}: {inFlight} in flight, {lost - lostBefore} answered and not kept.");
            // A slot of the build is taken until its reply is kept.
            Assert.IsInRange(0, inFlight > 0 ? Concurrency : 0, lost - lostBefore);
            met += inFlight > 0 ? 1 : 0;
        }

        server.Faults = new FaultScript();
        project.Build("DataFull").ShouldSucceed();

        TestContext.WriteLine($"{met} of {Kills} kills met requests; {server.Log.Count} sent for {server.Log.Contents.Count}, {server.Log.RepeatsOfAnswered} of them answered before.");
        CollectionAssert.AreEqual(calm.Project.Made(), project.Project.Made());
        Assert.IsGreaterThanOrEqualTo(Kills - 1, met);
        // Answers, not requests: what is asked again may fail on the way and be tried once more.
        var answeredAgain = server.Log.Entries.Where(entry => entry.Answered).GroupBy(entry => entry.ContentHash, StringComparer.Ordinal).Sum(group => group.Count() - 1);
        Assert.AreEqual(lost, answeredAgain, "Exactly what was answered and not kept is answered again.");
    }

    // Requests that were under way when the build was killed.
    private static async Task<int> KillAsync(ProviderServer server, LiveGuide project, Random random)
    {
        var enough = server.Log.Count + random.Next(5, 45);
        using var build = Cli.StartInGroup(project.Project.Root, $"build --no-restore -t:DataFull -tl:off -p:SynthYes=true -p:SynthConcurrency={Concurrency}");
        var output = build.StandardOutput.ReadToEndAsync();
        var errors = build.StandardError.ReadToEndAsync();
        for (var waited = 0; waited < 12_000 && !build.HasExited && (server.Log.Count < enough || InFlight(server) == 0); waited++)
            await Task.Delay(5);
        var inFlight = InFlight(server);
        Cli.Signal(-build.Id, 9);
        await build.WaitForExitAsync();
        await Task.WhenAll(output, errors);
        // What the server had begun ends at a closed connection.
        for (var waited = 0; waited < 2000 && InFlight(server) > 0; waited++)
            await Task.Delay(5);
        Assert.AreEqual(0, InFlight(server));
        return inFlight;
    }

    private static int InFlight(ProviderServer server) => server.Log.Entries.Count(entry => entry.Finished is null);

    // Whole lines: what a kill cut off is no reply.
    private static int Kept(LiveGuide project) => Directory.Exists(project.Project[".synthtrain/replies"])
        ? Directory.GetFiles(project.Project[".synthtrain/replies"], "*.jsonl").Sum(file => File.ReadAllText(file).Count(letter => letter == '\n'))
        : 0;
}
