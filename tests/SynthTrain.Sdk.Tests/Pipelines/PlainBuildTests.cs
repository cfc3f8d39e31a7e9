using SynthTrain.Sdk.Tests.Support;

namespace SynthTrain.Sdk.Tests.Pipelines;

/// <summary>Plain <c>dotnet build</c>, and <c>SynthPurge</c>.</summary>
[TestClass]
public sealed class PlainBuildTests
{
    [TestMethod]
    public void A_plain_build_checks_the_project_prints_its_status_and_asks_nobody()
    {
        using var project = new PocketGuide();
        project.Build("Build", "--no-restore").ShouldSucceed().ShouldSay("plan         MISSING").ShouldSay("preparesft   MISSING");

        project.Edit("prompts/draft.md", text => text + "{nonsense}\n");
        project.Edit("configs/teacher.yaml", text => text.Replace("latency_ms: 0", "latency_ms: soon", StringComparison.Ordinal));
        var line = project.Lines("prompts/draft.md").Length;
        project.Build("Build", "--no-restore").ShouldFail("ST0004")
            .ShouldSay($"prompts/draft.md({line},1): error ST0004").ShouldSay("{nonsense}")
            .ShouldSay("configs/teacher.yaml(6,15): error ST2001");

        Assert.IsEmpty(project.Calls);
        Assert.IsEmpty(project.Made());
    }

    [TestMethod]
    public void After_a_purge_the_same_bytes_come_back_unasked_and_a_paid_purge_asks_again()
    {
        using var project = Checkouts.Full();
        var spec = project.Read("data/specs/dataset_v1_spec.yaml");

        project.Build("SynthPurge", "--no-restore").ShouldSucceed().ShouldSay("deleted: data/interim/drafts_v1.jsonl");
        Assert.IsEmpty(project.Made());
        Assert.AreEqual(spec, project.Read("data/specs/dataset_v1_spec.yaml"));
        project.Delete(".synthtrain/cache");
        project.Build("DataFull", "--no-restore").ShouldSucceed().ShouldSay("120 from the reply cache");
        Assert.IsEmpty(project.Calls);
        CollectionAssert.AreEqual(Checkouts.FullMade(), project.Made());

        project.Build("SynthPurge", "--no-restore -p:SynthPurgePaid=true").ShouldSucceed();
        project.Build("Drafts", "--no-restore").ShouldSucceed();
        Assert.AreEqual(Checkouts.FullCalls("draft"), project.CallsFor("draft"));
        Assert.AreEqual(Checkouts.FullMade()["data/interim/drafts_v1.jsonl"], project.Read("data/interim/drafts_v1.jsonl"));
    }
}
