using System.Text.Json;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Sdk.Tests.Support;

namespace SynthTrain.Sdk.Tests.Training;

/// <summary><c>-t:Train</c> as a user types it: what is written, what makes it run again, what stops it.</summary>
[TestClass]
public sealed class TrainTests
{
    /// <summary>Seed 003's file, unchanged but for the model's path.</summary>
    public const string SeedConfig = """
        # training/configs/sft_config.yaml
        # Note: data and output paths are overridden by CLI args for named trainings
        model:
          name: "base"

        training:
          output_dir: "./models/sft"  # Overridden to ./models/{name}/sft
          num_train_epochs: 3
          per_device_train_batch_size: 8
          gradient_accumulation_steps: 4
          learning_rate: 2e-5
          warmup_ratio: 0.1
          lr_scheduler_type: "cosine"

          # LoRA configuration for efficient training
          use_lora: true
          lora_r: 16
          lora_alpha: 32
          lora_dropout: 0.05
          lora_target_modules: ["q_proj", "v_proj", "k_proj", "o_proj"]

        data:
          train_file: "./data/train.jsonl"        # Overridden to ./data/{name}/train.jsonl
          validation_file: "./data/train_val.jsonl"  # Overridden to ./data/{name}/train_val.jsonl
          max_seq_length: 2048

        logging:
          report_to: "none"
          logging_steps: 10
        """;

    [TestMethod]
    public void The_seeds_configuration_trains_an_adapter_and_writes_a_merged_folder_and_only_a_change_trains_again()
    {
        using var project = new TrainingProject("llama-tied-rope", SeedConfig);

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
        using var project = new TrainingProject("llama-tied-rope", SeedConfig);
        var mounted = Directory.CreateTempSubdirectory("synthtrain-mounted-").FullName;
        try
        {
            File.Move(project["data/train.jsonl"], Path.Combine(mounted, "rows.jsonl"));
            File.Move(project["data/train_val.jsonl"], Path.Combine(mounted, "val.jsonl"));
            project.Build("Train").ShouldFail("data/train.jsonl");

            project.Build("Train", $"-p:SynthTrainFile={mounted}/rows.jsonl -p:SynthValidationFile={mounted}/val.jsonl -p:SynthTrainSettings=training.max_steps=1").ShouldSucceed();

            project.Write("configs/sft_config.yaml", SeedConfig.Replace("./data/train.jsonl", $"{mounted}/rows.jsonl", StringComparison.Ordinal).Replace("./data/train_val.jsonl", $"{mounted}/val.jsonl", StringComparison.Ordinal));
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
        using var project = new TrainingProject("llama-tied-rope", SeedConfig.Replace("learning_rate: 2e-5", "learning_rate: fast", StringComparison.Ordinal));
        project.Build("Train").ShouldFail("ST3101").ShouldSay("configs/sft_config.yaml(11,").ShouldSay("'fast'");

        project.Write("configs/sft_config.yaml", SeedConfig.Replace("\"o_proj\"", "\"out_proj\"", StringComparison.Ordinal));
        project.Build("Train").ShouldFail("ST3107").ShouldSay("'out_proj'").ShouldSay("o_proj");

        project.Write("configs/sft_config.yaml", SeedConfig.Replace("\"base\"", "\"scratch\"", StringComparison.Ordinal));
        project.Build("Train").ShouldFail("ST3101").ShouldSay("scratch");

        project.Write("configs/sft_config.yaml", SeedConfig.Replace("\"base\"", "\"./nowhere\"", StringComparison.Ordinal));
        project.Build("Train").ShouldFail("ST3001").ShouldSay("'./nowhere'");

        project.Write("configs/sft_config.yaml", SeedConfig);
        project.Write("data/train.jsonl", "");
        project.Build("Train").ShouldFail("ST3104");
        project.Write("data/train.jsonl", "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}\n");
        project.Build("Train").ShouldFail("ST3102").ShouldSay("data/train.jsonl(1");
    }
}
