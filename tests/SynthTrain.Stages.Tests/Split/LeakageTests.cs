using SynthTrain.Stages.Split;
using SynthTrain.Stages.Tests.Support;
using static SynthTrain.Stages.Tests.Support.SetStageKit;

namespace SynthTrain.Stages.Tests.Split;

/// <summary>Ways in which what is tested could be trained on.</summary>
[TestClass]
public sealed class LeakageTests
{
    private static readonly string[] s_outputs = ["train", "val", "test", "rejected", "stats"];

    [TestMethod]
    [DataRow("Where can I store my luggage in Porto overnight")]
    [DataRow("Where can I store two large suitcases and a stroller in Porto overnight near the station without paying much")]
    public void However_many_rows_repeat_a_whole_eval_prompt_all_are_removed(string prompt)
    {
        using var kit = new SetStageKit()
            .With("evalsuite", $$"""{"prompt":"{{prompt}}"}""")
            .With("dataset", [.. Enumerable.Range(0, 15).Select(i => Row($"r{i}", $"Please help me with number {i}: {prompt}, thanks a lot for your time", $"answer {i}"))]);

        kit.Run(new SplitStage(), s_outputs);

        Assert.HasCount(15, kit.Ids("rejected"));
    }

    [TestMethod]
    public void Rows_that_ask_nearly_the_same_stay_together_whatever_they_answer()
    {
        using var kit = new SetStageKit()
            .With("dataset", [.. Enumerable.Range(0, 40).SelectMany(Pair)]);

        kit.Run(new SplitStage(), s_outputs);

        foreach (var split in new[] { "train", "val", "test" })
        {
            var ids = kit.Ids(split).Select(id => id[1..]).ToList();
            Assert.IsTrue(ids.GroupBy(id => id).All(pair => pair.Count() == 2), $"{split} has one half of a pair.");
        }

        static IEnumerable<string> Pair(int i)
        {
            var asked = $"Plan {i} quiet days with some rain in the town called place{i} for a family of four that likes walking, reading, cooking, swimming, music, trams, museums and animals";
            yield return Row($"a{i}", asked, string.Join(' ', Enumerable.Range(0, 60).Select(w => $"first{i}x{w}")));
            yield return Row($"b{i}", asked + " please", string.Join(' ', Enumerable.Range(0, 60).Select(w => $"second{i}x{w}")));
        }
    }
}
