using SynthTrain.Sdk.Tests.Support;

namespace SynthTrain.Sdk.Tests.Training;

/// <summary><c>-t:Train</c> on rows that stand where they should not: it fails, warns or is silent as the project says.</summary>
[TestClass]
public sealed class TrainDataPolicyTests
{
    private const string Scratch = """
        model:
          name: scratch
          vocab_size: 400
          hidden_size: 64
          intermediate_size: 128
          num_hidden_layers: 1
          num_attention_heads: 2
          num_key_value_heads: 2
        training:
          max_steps: 1
          per_device_train_batch_size: 4
        data:
          train_file: data/train.jsonl
          validation_file: data/train_val.jsonl
        """;

    [TestMethod]
    public void Leaked_rows_stop_the_training_and_repeated_ones_are_said_unless_the_project_wants_it_otherwise()
    {
        using var project = new TrainingProject(null, Scratch);
        var clean = File.ReadAllLines(project["data/train.jsonl"]);
        var validation = File.ReadAllLines(project["data/train_val.jsonl"]);
        project.Write("data/train.jsonl", string.Concat(clean.Append(validation[2]).Select(row => row + "\n")));

        project.Build("Train").ShouldFail("ST0013").ShouldSay("data/train_val.jsonl(3,1): error ST0013: 1 of 8 validation rows").ShouldSay("data/train_val.jsonl(3) in data/train.jsonl(57)");
        Assert.IsFalse(File.Exists(project["models/sft/model.safetensors"]));

        // 57 rows and 513 copies of the first: 90 % equal an earlier one.
        project.Write("data/train.jsonl", string.Concat(clean.Append(validation[2]).Concat(Enumerable.Repeat(clean[0], 513)).Select(row => row + "\n")));
        project.Build("Train", "-p:SynthOnLeakage=warn -p:SynthOnDuplicates=fail").ShouldFail("error ST0022").ShouldSay("data/train.jsonl(1,1)").ShouldSay("stands 514 times").ShouldSay("warning ST0013");
        Assert.IsFalse(File.Exists(project["models/sft/model.safetensors"]));

        project.Build("Train", "-p:SynthOnLeakage=warn").ShouldSucceed().ShouldSay("warning ST0013").ShouldSay("warning ST0022: 513 of 570 training rows (90.0 %)");
        Assert.IsTrue(File.Exists(project["models/sft/model.safetensors"]));
    }
}
