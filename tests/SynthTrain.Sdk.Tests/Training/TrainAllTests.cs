using System.Text.Json;
using SynthTrain.Sdk.Tests.Support;

namespace SynthTrain.Sdk.Tests.Training;

/// <summary><c>-t:TrainAll</c> as a user types it: an estimate first, the stages in order, the actual figures after.</summary>
[TestClass]
public sealed class TrainAllTests
{
    private const string Options = "-p:SynthEvalFile=data/train_val.jsonl -p:SynthQuant=q8_0 -p:SynthMaxNewTokens=8 -p:SynthReportJson=report.json";

    [TestMethod]
    public void It_says_what_it_will_take_and_then_what_it_took_and_a_second_time_it_does_nothing()
    {
        using var project = new TrainingProject(null, """
            model:
              name: scratch
              vocab_size: 400
              hidden_size: 64
              intermediate_size: 128
              num_hidden_layers: 1
              num_attention_heads: 2
              num_key_value_heads: 2
            training:
              max_steps: 2
              per_device_train_batch_size: 4
            data:
              train_file: data/train.jsonl
              validation_file: data/train_val.jsonl
            """);

        var first = project.Build("TrainAll", Options).ShouldSucceed().ShouldSay("dpo: left out").ShouldSay("preferences: left out");

        Assert.AreEqual(3, first.WorkersStarted());
        var (estimate, training, figures) = (first.Output.IndexOf("an estimate", StringComparison.Ordinal), first.Output.IndexOf("train: missing", StringComparison.Ordinal), first.Output.IndexOf("what the stages took", StringComparison.Ordinal));
        Assert.IsTrue(estimate >= 0 && estimate < training && training < figures, first.ToString());
        first.ShouldSay("evaluate, ").ShouldSay("exact match").ShouldSay("train, loss: ");
        using (var report = JsonDocument.Parse(File.ReadAllBytes(project["report.json"])))
            CollectionAssert.AreEqual((string[])["train", "quantize", "evaluate"], report.RootElement[0].GetProperty("stages").EnumerateArray().Select(stage => stage.GetProperty("stage").GetString()).ToArray());

        var second = project.Build("TrainAll", Options).ShouldSucceed().ShouldSay("current, nothing to do").ShouldSay("train, loss: ");
        Assert.AreEqual(0, second.WorkersStarted());
        project.Build("SynthReport", Options).ShouldSucceed().ShouldSay("what the stages took").ShouldSay("not made: exporthuggingface, exportollama");
    }
}
