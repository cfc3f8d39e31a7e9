using SynthTrain.Loopback;
using SynthTrain.Loopback.Batches;
using SynthTrain.Loopback.Requests;
using SynthTrain.Sdk.Tests.Support;

namespace SynthTrain.Sdk.Tests.Providers;

/// <summary>Batch jobs, recordings, compaction and the smoke test, through real builds.</summary>
[TestClass]
public sealed class FeatureTests
{
    private const string Drafts = "data/interim/drafts_v1.jsonl";
    private const string Batch = "-p:SynthBatchApi=true -p:SynthBatchApiPause=0.05";

    [TestMethod]
    public async Task Batch_jobs_make_the_bytes_of_single_requests()
    {
        await using var server = await StartAsync(jobMs: 100);
        using var live = new LiveGuide(server, "openai");
        live.Build("PipelineSample").ShouldSucceed();
        var asked = server.Log.Count;
        Assert.IsPositive(asked);
        Assert.IsEmpty(Jobs(server));
        server.Log.Clear();

        using var batch = new LiveGuide(server, "openai");
        batch.Build("PipelineSample", Batch).ShouldSucceed();

        Assert.AreEqual(0, server.Log.Count, "A chat request was sent.");
        Assert.AreEqual(asked, server.BatchLog.Count);
        Assert.IsNotEmpty(Jobs(server));
        CollectionAssert.AreEqual(Rows(live), Rows(batch));
    }

    [TestMethod]
    public async Task A_batch_job_of_a_killed_build_is_picked_up_and_not_submitted_again()
    {
        await using var server = await StartAsync(jobMs: 5000);
        using var project = new LiveGuide(server, "openai");
        using (var build = Cli.StartInGroup(project.Project.Root, $"build --no-restore -t:Drafts -tl:off -p:SynthYes=true -p:SynthLimit=4 {Batch}"))
        {
            var output = build.StandardOutput.ReadToEndAsync();
            var errors = build.StandardError.ReadToEndAsync();
            for (var waited = 0; waited < 6000 && Jobs(server).Count == 0 && !build.HasExited; waited++)
                await Task.Delay(10);
            Assert.IsFalse(build.HasExited);
            Cli.Signal(-build.Id, 9);
            await build.WaitForExitAsync();
            await Task.WhenAll(output, errors);
        }

        Assert.HasCount(1, Jobs(server));
        Assert.IsFalse(project.Project.Has(Drafts));

        project.Build("Drafts", "-p:SynthLimit=4 " + Batch).ShouldSucceed();

        Assert.HasCount(1, Jobs(server));
        Assert.AreEqual(4, server.BatchLog.Count);
        Assert.AreEqual(0, server.Log.Count);
        Assert.HasCount(4, project.Project.Lines(Drafts));
    }

    [TestMethod]
    public async Task A_recording_replays_without_key_and_server_and_a_changed_prompt_is_not_in_it()
    {
        var server = await StartAsync();
        using var first = new LiveGuide(server, "openai");
        using var second = new LiveGuide(server, "openai");
        first.Build("PipelineSample").ShouldSucceed();
        var asked = server.Log.Count;
        Assert.IsPositive(asked);
        first.Build("SynthRecord").ShouldSucceed().ShouldSay($"{asked} replies");
        await server.DisposeAsync();
        second.Project.Delete(".env");
        second.Project.Write("recordings/replies.jsonl", first.Project.Read("recordings/replies.jsonl"));

        second.Build("PipelineSample", "-p:SynthTeacher=replay").ShouldSucceed();
        CollectionAssert.AreEqual(Rows(first), Rows(second));

        second.Project.Edit("prompts/draft.md", text => text + "\nBe brief.\n");
        second.Build("PipelineSample", "-p:SynthTeacher=replay").ShouldFail("ST2012");
    }

    [TestMethod]
    public async Task The_smoke_test_prints_a_table_and_names_a_wrong_key()
    {
        await using var server = await StartAsync();
        using var project = new LiveGuide(server, "openai");
        StringAssert.Matches(project.Build("SynthTeacherSmoke").ShouldSucceed().Output, new(@"live +test-model +ok +native +ok"));
        Assert.IsPositive(server.Log.Count);

        project.Project.Write(".env", "OPENAI_API_KEY=sk-another-3d07\n");
        var result = project.Build("SynthTeacherSmoke").ShouldFail("ST2005");
        StringAssert.Matches(result.Output, new(@"live +test-model +unauthorized +- +-"));
        Assert.DoesNotContain("sk-another-3d07", result.Output);
    }

    [TestMethod]
    public async Task After_a_compaction_nothing_is_asked_again()
    {
        await using var server = await StartAsync();
        using var project = new LiveGuide(server, "openai");
        project.Build("Drafts", "-p:SynthLimit=2").ShouldSucceed();
        project.Build("Drafts", "-p:SynthLimit=4").ShouldSucceed();
        var drafts = project.Project.Read(Drafts);
        var asked = server.Log.Count;
        Assert.IsGreaterThanOrEqualTo(4, asked);

        project.Build("SynthCompact").ShouldSucceed().ShouldSay($"compact: {asked} replies");
        Assert.HasCount(1, Directory.GetFiles(project.Project[".synthtrain/replies"], "*.jsonl"));
        // Without journal and results the replies alone can answer.
        project.Project.Delete(".synthtrain/journal", ".synthtrain/cache", "synthtrain.lock.json", Drafts, "data/interim/drafts_v1.manifest.json");
        project.Build("Drafts", "-p:SynthLimit=4").ShouldSucceed();

        Assert.AreEqual(asked, server.Log.Count);
        Assert.AreEqual(drafts, project.Project.Read(Drafts));
    }

    private static Task<ProviderServer> StartAsync(double jobMs = 200) =>
        ProviderServer.StartAsync(new ProviderServerOptions { ApiKey = LiveGuide.Key, Batches = new BatchOptions { JobMs = jobMs } });

    private static List<RecordedRequest> Jobs(ProviderServer server) => [.. server.Log.Recorded.Where(request => request is { Method: "POST", Path: "/v1/batches" })];

    private static Dictionary<string, string> Rows(LiveGuide guide)
    {
        var rows = guide.Project.Made().Where(made => made.Key.EndsWith(".jsonl", StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal);
        Assert.IsNotEmpty(rows);
        return rows;
    }
}
