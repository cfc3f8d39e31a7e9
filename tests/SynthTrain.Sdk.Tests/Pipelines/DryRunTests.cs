using SynthTrain.Sdk.Tests.Support;

namespace SynthTrain.Sdk.Tests.Pipelines;

/// <summary><c>runtime.dry_run: true</c>.</summary>
[TestClass]
public sealed class DryRunTests
{
    private const string Teacher = "configs/teacher.yaml";

    [TestMethod]
    public void A_dry_run_writes_placeholders_asks_nobody_and_makes_the_stages_stale_for_the_real_run()
    {
        using var project = new PocketGuide();
        project.Edit(Teacher, text => text.Replace("dry_run: false", "dry_run: true", StringComparison.Ordinal));

        var dry = project.Build("Critiques", "--no-restore").ShouldSucceed();

        Assert.AreEqual(2, Count(dry.Output, "parse_ok: 0 of 120 (0.0 %)"), dry.ToString());
        Assert.AreEqual(2, Count(dry.Output, "schema_ok: 0 of 120 (0.0 %)"), dry.ToString());
        foreach (var stage in new[] { "drafts", "critiques" })
        {
            var statistics = project.Read($"data/interim/{stage}_v1_stats.json");
            StringAssert.Contains(statistics, "\"parse_ok\": \"0 of 120 (0.0 %)\"");
            StringAssert.Contains(statistics, "\"schema_ok\": \"0 of 120 (0.0 %)\"");
        }

        Assert.HasCount(120, project.Lines("data/interim/drafts_v1.jsonl"));
        Assert.IsEmpty(project.Calls);
        Assert.AreEqual(0, project.Build("Critiques", "--no-restore").ShouldSucceed().WorkersStarted());

        project.Edit(Teacher, text => text.Replace("dry_run: true", "dry_run: false", StringComparison.Ordinal));
        project.Build("Critiques", "-question --no-restore").ShouldFail("ST1001").ShouldSay("teacher.provider: dry-run -> offline");
        project.Build("Critiques", "--no-restore").ShouldSucceed();
        foreach (var (path, content) in project.Made())
            Assert.AreEqual(Checkouts.FullMade()[path], content, path);
        Assert.AreEqual(Checkouts.FullCalls("draft"), project.CallsFor("draft"));
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
