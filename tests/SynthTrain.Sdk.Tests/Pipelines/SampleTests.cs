using SynthTrain.Sdk.Tests.Support;

namespace SynthTrain.Sdk.Tests.Pipelines;

/// <summary><c>PipelineSample</c>, alone and beside <c>DataFull</c>.</summary>
[TestClass]
public sealed class SampleTests
{
    private static readonly string[] s_stages = ["plan", "drafts", "critiques", "dataset", "qa", "split", "preparesft"];

    [TestMethod]
    public void A_sample_is_made_from_nothing_in_folders_of_its_own_and_then_is_current()
    {
        using var project = new PocketGuide();

        var first = project.Build("PipelineSample").ShouldSucceed();

        Assert.AreEqual(s_stages.Length, first.WorkersStarted(), first.ToString());
        Assert.HasCount(3, project.Lines("data/interim/sample/prompt_plan_v1.jsonl"));
        Assert.HasCount(3, project.Lines("data/interim/sample/drafts_v1.jsonl"));
        Assert.HasCount(3, project.Lines("data/processed/sample/dataset_v1.jsonl"));
        Assert.IsTrue(project.Has("data/processed/sample/sft/v1/train_sft.jsonl"));
        Assert.IsTrue(project.Has("data/processed/sample/eval/suites/fixed20_v1.jsonl"));
        foreach (var main in new[] { "data/interim", "data/processed" })
            Assert.IsEmpty(Directory.GetFiles(project[main]), $"The sample wrote into {main}.");
        Assert.IsFalse(Directory.Exists(project["eval/suites"]), "The sample wrote a suite among the project's own.");
        var calls = project.Calls.Count;
        var made = project.Made();

        var again = project.Build("PipelineSample", "--no-restore").ShouldSucceed();
        Assert.AreEqual(0, again.WorkersStarted(), again.ToString());
        foreach (var stage in s_stages)
            again.ShouldSay($"{stage}: current");
        Assert.AreEqual(calls, project.Calls.Count);

        project.Delete("data/interim/sample", "data/processed/sample");
        project.Build("PipelineSample", "--no-restore").ShouldSucceed();
        CollectionAssert.AreEqual(made, project.Made(), "A sample from scratch has other bytes.");
    }

    [TestMethod]
    public void Sample_and_full_alternate_and_each_stays_current()
    {
        using var project = Checkouts.Full();
        var full = project.Made();

        project.Build("PipelineSample", "--no-restore").ShouldSucceed();
        var both = project.Made();
        foreach (var (path, content) in full)
            Assert.AreEqual(content, both[path], $"The sample changed {path}.");
        ShouldBeCurrent(project, "DataFull");
        ShouldBeCurrent(project, "PipelineSample");

        var larger = project.Build("PipelineSample", "--no-restore -p:SynthSampleCount=5").ShouldSucceed();
        larger.ShouldSay("plan: stale: param count: 3 -> 5");
        Assert.HasCount(5, project.Lines("data/interim/sample/prompt_plan_v1.jsonl"));
        Assert.HasCount(5, project.Lines("data/processed/sample/dataset_v1.jsonl"));
        ShouldBeCurrent(project, "DataFull");
        foreach (var (path, content) in full)
            Assert.AreEqual(content, project.Made()[path], $"The larger sample changed {path}.");
    }

    private static void ShouldBeCurrent(PocketGuide project, string verb)
    {
        var calls = project.Calls.Count;
        var build = project.Build(verb, "--no-restore").ShouldSucceed();
        Assert.AreEqual(0, build.WorkersStarted(), build.ToString());
        Assert.AreEqual(calls, project.Calls.Count, $"{verb} asked again.");
    }
}
