using SynthTrain.Sdk.Tests.Support;

namespace SynthTrain.Sdk.Tests.Targets;

/// <summary><c>-question</c>: the gate that reads and never writes.</summary>
[TestClass]
public sealed class QuestionTests
{
    [TestMethod]
    public void A_stale_stage_fails_the_gate_with_its_reason_and_nothing_is_written()
    {
        using var project = new FakeProject();
        project.Build("-t:Dataset").ShouldSucceed();
        var before = project.Data();
        project.Build("-t:Dataset -question").ShouldSucceed();
        project.Build("-t:Dataset -question -p:SynthGating=strict").ShouldFail("ST1001").ShouldSay("stage 'dataset' is stale: param gating: lenient -> strict");
        project.Build("-t:SynthStatus -question -p:SynthGating=strict").ShouldFail("ST1001").ShouldSay("stage 'dataset' is stale").ShouldSay("stage 'preparesft' is missing");
        CollectionAssert.AreEqual(before, project.Data(), "Names or times of files changed.");
    }

    [TestMethod]
    public void A_checkout_without_data_passes_while_the_lockfile_vouches_for_it()
    {
        using var project = new FakeProject();
        project.Build("-t:Critiques").ShouldSucceed();
        foreach (var folder in new[] { "data/interim", "obj", ".synthtrain" })
            Directory.Delete(project[folder], recursive: true);
        project.Build("-t:Critiques -question").ShouldSucceed();
        Assert.IsFalse(Directory.Exists(project["data/interim"]));
        project.Write("prompts/draft.md", "changed\n");
        project.Build("-t:Critiques -question").ShouldFail("ST1001").ShouldSay("stage 'drafts'");
    }
}
