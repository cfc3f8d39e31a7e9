using SynthTrain.Sdk.Tests.Support;

namespace SynthTrain.Sdk.Tests.Pipelines;

/// <summary>Starting in the middle, from files of one's own.</summary>
[TestClass]
public sealed class OwnFilesTests
{
    private const string Plan = "data/interim/prompt_plan_v1.jsonl";
    private const string Drafts = "data/interim/drafts_v1.jsonl";
    private const string Dataset = "data/processed/dataset_v1.jsonl";

    [TestMethod]
    public void Own_plan_and_drafts_are_adopted_and_critiques_to_SFT_run()
    {
        using var full = Checkouts.Full();
        using var project = new PocketGuide();
        project.Write(Plan, Own(full.Read(Plan)));
        project.Write(Drafts, Own(full.Read(Drafts)));
        var (plan, drafts) = (project.Read(Plan), project.Read(Drafts));

        project.Build("PrepareSft", "--no-restore").ShouldFail("ST1002").ShouldSay("prompt_plan_v1.jsonl");
        project.Build("Drafts", "--no-restore -p:SynthAdopt=Plan%3BDrafts").ShouldSucceed();
        var build = project.Build("PrepareSft", "--no-restore").ShouldSucceed().ShouldSay("plan: current: 30 rows, adopted").ShouldSay("drafts: current: 30 rows, adopted");

        Assert.AreEqual(0, project.CallsFor("draft"), build.ToString());
        Assert.AreEqual(30, project.CallsFor("critique"), build.ToString());
        Assert.AreEqual(5, build.WorkersStarted(), build.ToString());
        Assert.AreEqual(plan, project.Read(Plan));
        Assert.AreEqual(drafts, project.Read(Drafts));
        Assert.IsTrue(project.Lines(Dataset).All(line => line.StartsWith("{\"id\":\"own-", StringComparison.Ordinal)));
        Assert.AreEqual(0, project.Build("DataFull", "--no-restore").ShouldSucceed().WorkersStarted());
    }

    [TestMethod]
    public void An_own_data_set_with_id_prompt_and_response_alone_is_split_and_prepared()
    {
        using var project = new PocketGuide();
        var rows = Enumerable.Range(1, 40).Select(i => $"{{\"id\":\"mine-{i}\",\"prompt\":\"Question {i} about topic {i * 7}?\",\"response\":\"Answer {i}: look at page {i * 13}.\"}}").ToList();
        project.Write(Dataset, string.Concat(rows.Select(row => row + "\n")));
        var own = project.Read(Dataset);

        project.Build("Dataset", "--no-restore -p:SynthAdopt=Dataset -p:SynthOnly=true").ShouldSucceed().ShouldSay("adopted");
        project.Build("Split", "--no-restore -p:SynthClean=false -p:SynthOnly=true").ShouldSucceed();
        project.Build("PrepareSft", "--no-restore -p:SynthOnly=true").ShouldSucceed();

        Assert.IsEmpty(project.Calls);
        Assert.AreEqual(own, project.Read(Dataset));
        Assert.IsFalse(project.Has(Plan) || project.Has(Drafts) || project.Has("data/processed/dataset_v1_clean.jsonl"), "An earlier stage ran.");
        var split = new[] { "train", "val", "test" }.Sum(name => project.Lines($"data/processed/splits/v1/{name}.jsonl").Length);
        Assert.AreEqual(rows.Count, split);
        Assert.HasCount(project.Lines("data/processed/splits/v1/train.jsonl").Length, project.Lines("data/processed/sft/v1/train_sft.jsonl"));
        Assert.HasCount(project.Lines("data/processed/splits/v1/val.jsonl").Length, project.Lines("data/processed/sft/v1/val_sft.jsonl"));
        project.Build("SynthStatus", "--no-restore -p:SynthClean=false").ShouldSay("CURRENT  40 rows, adopted");
    }

    private static string Own(string rows) =>
        string.Concat(rows.Split('\n').Take(30).Select(row => row.Replace("\"pg-", "\"own-", StringComparison.Ordinal) + "\n"));
}
