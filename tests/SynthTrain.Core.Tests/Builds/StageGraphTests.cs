using SynthTrain.Core.Builds;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Stages;

namespace SynthTrain.Core.Tests.Builds;

/// <summary>Orders that cannot be.</summary>
[TestClass]
public sealed class StageGraphTests
{
    [TestMethod]
    public void Stages_in_a_row_are_fine() =>
        Assert.IsEmpty(StageGraph.Check([Stage("plan", "spec", "plan"), Stage("drafts", "plan", "drafts")]));

    [TestMethod]
    public void A_cycle_is_shown_as_a_chain()
    {
        var fault = StageGraph.Check([Stage("plan", "drafts", "plan"), Stage("drafts", "plan", "drafts")]).Single();

        Assert.AreEqual(Codes.StageCycle, fault.Code);
        StringAssert.Contains(fault.Message, "plan -> drafts -> plan");
    }

    [TestMethod]
    public void A_stage_that_reads_what_it_writes_is_a_cycle_and_two_makers_of_a_file_are_named()
    {
        var faults = StageGraph.Check([Stage("plan", "spec", "plan"), Stage("drafts", "plan", "plan")]);

        CollectionAssert.AreEquivalent(new[] { Codes.StageCycle, Codes.BadPath }, faults.Select(fault => fault.Code).ToArray());
        StringAssert.Contains(faults[0].Message, "drafts -> plan.jsonl -> drafts");
        Assert.AreEqual("plan.jsonl", faults[0].File);
        StringAssert.Contains(faults[1].Message, "'plan' and 'drafts' both write 'plan.jsonl'");
    }

    private static StageRequest Stage(string name, string reads, string writes) => new()
    {
        Stage = name,
        Run = "main",
        CodeVersion = 1,
        ProjectDirectory = Path.GetTempPath(),
        Inputs = [new StageFile("source", reads + ".jsonl")],
        Outputs = [new StageFile("made", writes + ".jsonl")],
        Manifest = writes + ".manifest.json",
    };
}
