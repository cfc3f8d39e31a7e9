using System.Text.Json;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Sdk.Tests.Support;
using SynthTrain.Training.Tests.Support;

namespace SynthTrain.Sdk.Tests.Training;

/// <summary><c>-t:Train</c> as a user types it: what is written, what makes it run again, what stops it.</summary>
[TestClass]
public sealed class TrainTests
{
    [TestMethod]
    public void The_seeds_configuration_trains_an_adapter_and_writes_a_merged_folder_and_only_a_change_trains_again()
    {
        using var project = new TrainingProject("llama-tied-rope", SeedConfigs.SftOf("base"));

        Assert.AreEqual(1, project.Build("Train").ShouldSucceed().ShouldSay("train: ").WorkersStarted());

        using (var merged = HuggingFaceModel.Open(project["models/sft"]))
        using (var adapter = Adapter.Open(project["models/sft/adapter"]))
        {
            Assert.HasCount(4 * merged.Config.LayerCount, adapter.Modules);
            Assert.AreEqual(16, adapter.Config.Rank);
        }

        foreach (var name in (string[])["metrics.jsonl", "report.html", "events.out.tfevents.synthtrain", "tokenizer.json", "chat_template.jinja", "training.manifest.json"])
            Assert.IsTrue(File.Exists(project[$"models/sft/{name}"]), name);
        foreach (var line in File.ReadLines(project["models/sft/metrics.jsonl"]))
            JsonDocument.Parse(line).Dispose();

        Assert.AreEqual(0, project.Build("Train").ShouldSucceed().WorkersStarted());
        project.Build("Train", "-question").ShouldSucceed();
        project.Build("Train", "-p:SynthTrainSettings=training.learning_rate=1e-4 -question").ShouldFail("ST1001").ShouldSay("training.learning_rate=1e-4");
    }

    [TestMethod]
    public void Rows_may_lie_outside_the_project()
    {
        using var project = new TrainingProject("llama-tied-rope", SeedConfigs.SftOf("base"));
        var mounted = Directory.CreateTempSubdirectory("synthtrain-mounted-").FullName;
        try
        {
            File.Move(project["data/train.jsonl"], Path.Combine(mounted, "rows.jsonl"));
            File.Move(project["data/train_val.jsonl"], Path.Combine(mounted, "val.jsonl"));
            project.Build("Train").ShouldFail("data/train.jsonl");

            project.Build("Train", $"-p:SynthTrainFile={mounted}/rows.jsonl -p:SynthValidationFile={mounted}/val.jsonl -p:SynthTrainSettings=training.max_steps=1").ShouldSucceed();

            project.Write("configs/sft_config.yaml", SeedConfigs.SftOf("base").Replace("./data/train.jsonl", $"{mounted}/rows.jsonl", StringComparison.Ordinal).Replace("./data/train_val.jsonl", $"{mounted}/val.jsonl", StringComparison.Ordinal));
            project.Build("Train", "-p:SynthTrainSettings=training.max_steps=1").ShouldSucceed();
        }
        finally
        {
            Directory.Delete(mounted, recursive: true);
        }
    }

    [TestMethod]
    public void A_model_from_scratch_is_trained_quantized_and_evaluated_by_one_verb()
    {
        using var project = new TrainingProject(null, """
            model:
              name: scratch
              vocab_size: 400
              hidden_size: 64
              intermediate_size: 128
              num_hidden_layers: 2
              num_attention_heads: 4
              num_key_value_heads: 2
            training:
              max_steps: 4
              per_device_train_batch_size: 8
              learning_rate: 2e-3
            data:
              train_file: data/train.jsonl
              validation_file: data/train_val.jsonl
            """);

        var result = project.Build("Evaluate", "-p:SynthEvalFile=data/train_val.jsonl -p:SynthQuant=q8_0 -p:SynthMaxNewTokens=8").ShouldSucceed();

        Assert.AreEqual(3, result.WorkersStarted());
        Assert.IsTrue(File.Exists(project["models/Tiny-q8_0.gguf"]));
        using var evaluation = JsonDocument.Parse(File.ReadAllBytes(project["models/evaluation/evaluation.json"]));
        StringAssert.Contains(evaluation.RootElement.GetRawText(), "perplexity");
        Assert.IsFalse(Directory.Exists(project["models/sft/adapter"]));
        Assert.AreEqual(0, project.Build("Evaluate", "-p:SynthEvalFile=data/train_val.jsonl -p:SynthQuant=q8_0 -p:SynthMaxNewTokens=8").ShouldSucceed().WorkersStarted());
    }

    [TestMethod]
    public void Faults_are_coded_errors_that_say_where()
    {
        using var project = new TrainingProject("llama-tied-rope", SeedConfigs.SftOf("base").Replace("learning_rate: 2e-5", "learning_rate: fast", StringComparison.Ordinal));
        project.Build("Train").ShouldFail("ST3101").ShouldSay("configs/sft_config.yaml(11,").ShouldSay("'fast'");

        project.Write("configs/sft_config.yaml", SeedConfigs.SftOf("base").Replace("\"o_proj\"", "\"out_proj\"", StringComparison.Ordinal));
        project.Build("Train").ShouldFail("ST3107").ShouldSay("'out_proj'").ShouldSay("o_proj");

        project.Write("configs/sft_config.yaml", SeedConfigs.SftOf("base").Replace("\"base\"", "\"scratch\"", StringComparison.Ordinal));
        project.Build("Train").ShouldFail("ST3101").ShouldSay("scratch");

        project.Write("configs/sft_config.yaml", SeedConfigs.SftOf("base").Replace("\"base\"", "\"./nowhere\"", StringComparison.Ordinal));
        project.Build("Train").ShouldFail("ST3001").ShouldSay("'./nowhere'");

        project.Write("configs/sft_config.yaml", SeedConfigs.SftOf("base"));
        project.Write("data/train.jsonl", "");
        project.Build("Train").ShouldFail("ST3104");
        project.Write("data/train.jsonl", "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}\n");
        project.Build("Train").ShouldFail("ST3102").ShouldSay("data/train.jsonl(1");
    }
}
