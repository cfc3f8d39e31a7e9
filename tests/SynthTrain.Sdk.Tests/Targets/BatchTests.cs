using SynthTrain.Sdk.Tests.Support;

namespace SynthTrain.Sdk.Tests.Targets;

[TestClass]
public sealed class BatchTests
{
    [TestMethod]
    public void Each_batch_adds_rows_to_the_three_stages_that_ask_and_leaves_the_rest()
    {
        using var project = new FakeProject();
        var rows = new Dictionary<string, string>(StringComparer.Ordinal) { ["FAKE_ROWS"] = "5" };
        var first = project.Build("-t:PipelineBatch -p:SynthBatchSize=2", rows).ShouldSucceed();
        Assert.AreEqual(4, first.WorkersStarted(), "Plan and the three batches.");
        Assert.AreEqual(0, first.Ran("Split"));
        AssertRows(project, plan: 5, others: 2);
        project.Build("-t:PipelineBatch -p:SynthBatchSize=2", rows).ShouldSucceed();
        AssertRows(project, plan: 5, others: 4);
        project.Build("-t:PipelineBatch -p:SynthBatchSize=2", rows).ShouldSucceed();
        AssertRows(project, plan: 5, others: 5);
        Assert.AreEqual(0, project.Build("-t:PipelineBatch -p:SynthBatchSize=2", rows).ShouldSucceed().WorkersStarted());
    }

    private static void AssertRows(FakeProject project, int plan, int others)
    {
        Assert.HasCount(plan, File.ReadAllLines(project["data/interim/prompt_plan_v1.jsonl"]));
        foreach (var file in new[] { "data/interim/drafts_v1.jsonl", "data/interim/critiques_v1.jsonl", "data/processed/dataset_v1.jsonl" })
            Assert.HasCount(others, File.ReadAllLines(project[file]), file);
    }
}
