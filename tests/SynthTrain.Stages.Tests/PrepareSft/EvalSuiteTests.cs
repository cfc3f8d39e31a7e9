using SynthTrain.Stages.PrepareSft;
using SynthTrain.Stages.Tests.Support;
using static SynthTrain.Stages.Tests.Support.SetStageKit;

namespace SynthTrain.Stages.Tests.PrepareSft;

[TestClass]
public sealed class EvalSuiteTests
{
    [TestMethod]
    public void A_prompt_with_many_answers_is_asked_once()
    {
        using var kit = new SetStageKit()
            .With("train", Row("t", "other", "r"))
            .With("val")
            .With("test", [.. Enumerable.Range(0, 12).Select(i => Row($"r{i:00}", $"Question {i % 3}?", $"answer {i}"))]);

        kit.Run(new PrepareSftStage(), ["train_sft", "val_sft", "suite", "stats"]);

        CollectionAssert.AreEquivalent(new[] { "r00", "r01", "r02" }, kit.Ids("suite"));
    }
}
