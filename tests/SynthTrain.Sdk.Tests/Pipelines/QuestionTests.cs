using SynthTrain.Sdk.Tests.Support;

namespace SynthTrain.Sdk.Tests.Pipelines;

/// <summary><c>-question</c>, and the reasons that it gives.</summary>
[TestClass]
public sealed class QuestionTests
{
    private const string Teacher = "configs/teacher.yaml";

    [TestMethod]
    public void A_changed_temperature_is_a_reason_with_old_and_new_value_and_asking_writes_nothing()
    {
        using var project = new PocketGuide();
        project.Edit(Teacher, text => text + "    temperature: 0.7\n    options:\n      style: brief\n");
        project.Build("Drafts").ShouldSucceed();
        project.Build("Drafts", "-question --no-restore").ShouldSucceed().ShouldSay("drafts: current");
        project.Edit(Teacher, text => text.Replace("0.7", "0.33", StringComparison.Ordinal).Replace("brief", "plain", StringComparison.Ordinal));
        var before = project.Tree();

        var question = project.Build("Drafts", "-question --no-restore");

        Assert.AreEqual(1, question.ExitCode, question.ToString());
        question.ShouldSay("error ST1001: stage 'drafts' is stale:").ShouldSay("teacher.temperature: 0.7 -> 0.33").ShouldSay("style: brief -> plain");
        CollectionAssert.AreEqual(before, project.Tree());
        project.Build("Drafts", "--no-restore").ShouldSucceed().ShouldSay("teacher.temperature: 0.7 -> 0.33");
        Assert.AreEqual(240, project.CallsFor("draft"));
    }

    [TestMethod]
    public void A_latency_is_no_reason_and_a_current_project_answers_0_without_a_byte_written()
    {
        using var project = Checkouts.Full();
        project.Edit(Teacher, text => text.Replace("latency_ms: 0", "latency_ms: 5", StringComparison.Ordinal));
        var before = project.Tree();

        var question = project.Build("DataFull", "-question --no-restore");

        Assert.AreEqual(0, question.ExitCode, question.ToString());
        Assert.AreEqual(0, question.WorkersStarted());
        CollectionAssert.AreEqual(before, project.Tree());
        Assert.AreEqual(0, project.Build("DataFull", "--no-restore").ShouldSucceed().WorkersStarted());
    }

    [TestMethod]
    public void A_deleted_output_that_the_lockfile_pins_is_no_fault_and_comes_back_from_the_run_cache()
    {
        using var project = Checkouts.Full();
        project.Delete("data/interim/drafts_v1.jsonl");
        var before = project.Tree();

        project.Build("DataFull", "-question --no-restore").ShouldSucceed().ShouldSay("drafts: pinned");
        CollectionAssert.AreEqual(before, project.Tree());

        var build = project.Build("DataFull", "--no-restore").ShouldSucceed().ShouldSay("output data/interim/drafts_v1.jsonl: deleted").ShouldSay("restored from the run cache");
        Assert.AreEqual(1, build.WorkersStarted(), build.ToString());
        Assert.IsEmpty(project.Calls);
        CollectionAssert.AreEqual(Checkouts.FullMade(), project.Made());
    }
}
