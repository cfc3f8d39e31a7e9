using System.Text.Json.Nodes;
using SynthTrain.Sdk.Tests.Support;

namespace SynthTrain.Sdk.Tests.Pipelines;

/// <summary>Rows in batches, and limits.</summary>
[TestClass]
public sealed class BatchTests
{
    private const string Drafts = "data/interim/drafts_v1.jsonl";
    private const string Critiques = "data/interim/critiques_v1.jsonl";
    private const string Dataset = "data/processed/dataset_v1.jsonl";

    [TestMethod]
    public void Pipeline_batches_add_up_to_what_a_full_run_makes()
    {
        using var project = new PocketGuide();
        var rows = new List<string>();
        foreach (var options in new[] { "", "", "-p:SynthBatchSize=30", "-p:SynthBatchSize=49", "", "" })
        {
            var build = project.Build("PipelineBatch", "--no-restore " + options).ShouldSucceed();
            rows.Add($"{Count(project, Drafts)} {Count(project, Critiques)} {Count(project, Dataset)}");
            if (rows.Count == 2)
                ShouldBePartial(project, 40);
            if (rows.Count == 6)
                Assert.AreEqual(0, build.WorkersStarted(), build.ToString());
        }

        CollectionAssert.AreEqual(new[] { "20 20 20", "40 40 40", "70 70 70", "119 119 119", "120 120 120", "120 120 120" }, rows);
        project.Build("PrepareSft", "--no-restore").ShouldSucceed();
        ShouldEqualFull(project);
    }

    [TestMethod]
    public void Batches_of_single_stages_take_the_next_rows_and_nothing_is_asked_twice()
    {
        using var project = new PocketGuide();
        foreach (var verb in new[] { "DraftsBatch", "DraftsBatch", "CritiquesBatch", "DatasetBatch", "CritiquesBatch" })
            project.Build(verb, "--no-restore").ShouldSucceed();

        Assert.AreEqual("40 40 20", $"{Count(project, Drafts)} {Count(project, Critiques)} {Count(project, Dataset)}");
        Assert.AreEqual("40 40", $"{project.CallsFor("draft")} {project.CallsFor("critique")}");

        project.Build("DataFull", "--no-restore").ShouldSucceed();
        ShouldEqualFull(project);
    }

    [TestMethod]
    public void A_limit_makes_the_first_rows_and_is_partial_until_it_is_lifted()
    {
        using var project = new PocketGuide();

        project.Build("Dataset", "--no-restore -p:SynthLimit=10").ShouldSucceed();
        Assert.AreEqual("10 10 10", $"{Count(project, Drafts)} {Count(project, Critiques)} {Count(project, Dataset)}");
        ShouldBePartial(project, 10, "-p:SynthLimit=10");
        Assert.AreEqual(0, project.Build("Dataset", "--no-restore -p:SynthLimit=10").ShouldSucceed().WorkersStarted());

        project.Build("DataFull", "--no-restore").ShouldSucceed().ShouldSay("drafts: partial: limit: 10 -> (none)");
        ShouldEqualFull(project);
    }

    private static int Count(PocketGuide project, string path) => project.Lines(path).Length;

    private static void ShouldBePartial(PocketGuide project, int rows, string options = "")
    {
        var status = project.Build("SynthStatus", $"--no-restore -p:SynthStatusJson=status.json {options}").ShouldSucceed();
        var stages = JsonNode.Parse(project.Read("status.json"))!["stages"]!.AsArray();
        foreach (var name in new[] { "drafts", "critiques", "dataset" })
        {
            var stage = stages.Single(stage => (string)stage!["stage"]! == name)!;
            Assert.AreEqual("PARTIAL", (string)stage["state"]!, $"{name}\n{status}");
            StringAssert.Contains((string)stage["summary"]!, $"{rows} rows", status.ToString());
        }

        status.ShouldSay("PARTIAL");
    }

    private static void ShouldEqualFull(PocketGuide project)
    {
        CollectionAssert.AreEqual(Checkouts.FullMade(), project.Made());
        foreach (var task in new[] { "draft", "critique", "refine" })
            Assert.AreEqual(Checkouts.FullCalls(task), project.CallsFor(task), $"Calls for {task}");
    }
}
