using SynthTrain.Core.Diagnostics;
using SynthTrain.Models.Tests;
using SynthTrain.Stages.Dpo;
using SynthTrain.Stages.Tests.Support;
using SynthTrain.Stages.TrainingRuns;
using SynthTrain.Training.BaseModels;
using SynthTrain.Training.Preferences;
using SynthTrain.Training.Runs.Estimates;

namespace SynthTrain.Stages.Tests.Dpo;

[TestClass]
public sealed class DpoStageTests
{
    private static readonly string[] s_roles = [.. TrainedModelWriter.Roles, "metrics", "tensorboard", "report"];
    private const string SeedConfig = """
        # training/configs/dpo_config.yaml
        # Note: model and data paths are overridden by CLI args for named trainings
        model:
          name: "./models/sft"  # Overridden to ./models/{name}/sft

        training:
          output_dir: "./models/dpo"  # Overridden to ./models/{name}/dpo
          num_train_epochs: 1
          per_device_train_batch_size: 4
          gradient_accumulation_steps: 8
          learning_rate: 5e-6

          # DPO specific
          beta: 0.1  # KL penalty coefficient
          loss_type: "sigmoid"  # or "hinge"

        data:
          preference_file: "./data/preferences.jsonl"  # Overridden to ./data/{name}/preferences.jsonl
        """;

    private const string Short = "training:\n  max_steps: 4\n  per_device_train_batch_size: 4\n  learning_rate: 1e-3\n  logging_steps: 1\n";

    [TestMethod]
    public void The_configuration_of_seed_003_trains_a_golden_model_as_it_is()
    {
        // Only model.name is another: the property names the model.
        using var kit = Kit(SeedConfig);
        var result = kit.Run(new DpoStage(), s_roles);
        Assert.AreEqual((24L, 24L), (result.RowsIn, result.Accepted));
        var first = kit.Rows("metrics")[0];
        Assert.AreEqual(Math.Log(2), first.GetProperty("loss").GetDouble(), 1e-5);
        Assert.AreEqual(0, first.GetProperty("rewards/margins").GetDouble(), 1e-5);
        Assert.AreEqual(5e-6, first.GetProperty("learning_rate").GetDouble(), 1e-12);
        // 24 pairs, 4 at a time, 8 micro-batches a step: one step.
        Assert.AreEqual("1", result.Figures.Single(figure => figure.Key == "steps").Value);
        CollectionAssert.AreNotEqual(File.ReadAllBytes(Golden.Require("models/llama-tied-rope/model.safetensors")), kit.Bytes("model.safetensors"));
    }

    [TestMethod]
    public void A_run_learns_to_prefer_and_writes_every_figure_of_TRL()
    {
        using var kit = Kit(Short);
        kit.Run(new DpoStage(), s_roles);
        var steps = kit.Rows("metrics");
        Assert.HasCount(4, steps);
        foreach (var name in new[] { "loss", "grad_norm", "learning_rate", "entropy", "num_tokens", "mean_token_accuracy", "epoch", "logits/chosen", "logits/rejected", "logps/chosen", "logps/rejected", "rewards/chosen", "rewards/rejected", "rewards/accuracies", "rewards/margins" })
            Assert.IsTrue(steps[^1].TryGetProperty(name, out _), name);
        Assert.IsGreaterThan(0.1, steps[^1].GetProperty("rewards/margins").GetDouble());
        Assert.IsNotEmpty(kit.Bytes("tensorboard"));
        Assert.Contains("<html", kit.Text("report"));
    }

    [TestMethod]
    public void The_same_run_with_kept_reference_scores_gives_the_same_bytes()
    {
        var folder = Directory.CreateTempSubdirectory("synthtrain-dpo").FullName;
        try
        {
            using var first = Kit(Short);
            first.CheckpointDirectory = folder;
            first.Run(new DpoStage(), s_roles);
            var kept = File.ReadAllText(Path.Combine(folder, ReferenceCache.FileName));
            // Scores are kept by content, and some of the 24 pairs are equal.
            Assert.HasCount(File.ReadLines(Golden.Require("training/dpo.jsonl")).Distinct().Count(), kept.TrimEnd().Split('\n'));
            foreach (var file in Directory.EnumerateFiles(folder, "step-*"))
                File.Delete(file);
            using var second = Kit(Short);
            second.CheckpointDirectory = folder;
            second.Run(new DpoStage(), s_roles);
            CollectionAssert.AreEqual(first.Bytes("model.safetensors"), second.Bytes("model.safetensors"));
            CollectionAssert.AreEqual(first.Bytes("metrics"), second.Bytes("metrics"));
            Assert.AreEqual(kept, File.ReadAllText(Path.Combine(folder, ReferenceCache.FileName)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestMethod]
    public void With_an_adapter_both_the_adapter_and_the_merged_model_are_written()
    {
        using var kit = Kit(Short + "  use_lora: true\n  lora_r: 4\n");
        kit.Run(new DpoStage(), [.. s_roles, .. TrainedModelWriter.AdapterRoles]);
        Assert.AreEqual(4, kit.Json("adapter_config.json").GetProperty("r").GetInt32());
        Assert.IsGreaterThan(1000, kit.Bytes("adapter_model.safetensors").Length);
        CollectionAssert.AreNotEqual(File.ReadAllBytes(Golden.Require("models/llama-tied-rope/model.safetensors")), kit.Bytes("model.safetensors"));
    }

    [TestMethod]
    public void Below_the_least_number_of_pairs_the_model_passes_on_unchanged_with_a_warning()
    {
        using var kit = Kit(Short, "25");
        var result = kit.Run(new DpoStage(), s_roles);
        var folder = Golden.Require("models/llama-tied-rope");
        foreach (var role in TrainedModelWriter.Roles)
            CollectionAssert.AreEqual(File.ReadAllBytes(Path.Combine(folder, role)), kit.Bytes(role), role);
        var warning = kit.Diagnostics.Single(diagnostic => diagnostic.Code == Codes.TooFewPairs);
        Assert.AreEqual(DiagnosticSeverity.Warning, warning.Severity);
        Assert.Contains("There are '24' pairs", warning.Message);
        Assert.AreEqual("", kit.Text("metrics"));
        Assert.AreEqual("no: too few pairs", result.Figures.Single().Value);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("{\"prompt\":\"a\",\"chosen\":\"b\",\"rejected\":\"b\"}\n")]
    public void No_pair_at_all_passes_the_model_on_as_too_few_do(string preferences)
    {
        using var kit = Kit(Short, "1", preferences);
        kit.Run(new DpoStage(), s_roles);
        CollectionAssert.AreEqual(File.ReadAllBytes(Golden.Require("models/llama-tied-rope/model.safetensors")), kit.Bytes("model.safetensors"));
        Assert.Contains("There are '0' pairs", kit.Diagnostics.Single(diagnostic => diagnostic.Code == Codes.TooFewPairs).Message);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("{\"prompt\":\"a\",\"chosen\":\"b\",\"rejected\":\"b\"}\n")]
    public void No_pair_at_all_is_a_coded_error_where_no_least_number_is_set(string preferences)
    {
        using var kit = Kit(Short, "0", preferences);
        var fault = kit.Faults(new DpoStage(), s_roles)[0];
        Assert.AreEqual((Codes.NoTrainingData, "preferences0.in"), (fault.Code, fault.File));
    }

    [TestMethod]
    public void Validation_pairs_are_evaluated_and_choose_the_weights()
    {
        var pairs = File.ReadAllLines(Golden.Require("training/dpo.jsonl"));
        using var kit = Kit(Short + "  eval_steps: 2\n  save_steps: 2\n  load_best_model_at_end: true\n", preferences: string.Join('\n', pairs.Take(16))).WithText("validation", string.Join('\n', pairs.Skip(16)));
        var result = kit.Run(new DpoStage(), s_roles);
        var evaluated = kit.Rows("metrics").Where(entry => entry.TryGetProperty("eval_loss", out _)).ToList();
        Assert.HasCount(2, evaluated);
        Assert.IsTrue(evaluated[0].TryGetProperty("eval_rewards/margins", out _));
        var figures = result.Figures.ToDictionary(figure => figure.Key, figure => figure.Value);
        Assert.AreEqual($"{pairs.Length - 16} of {pairs.Length - 16} rows", figures["validation pairs"]);
        Assert.IsTrue(figures.ContainsKey("validation loss"));
        Assert.IsFalse(kit.Diagnostics.Exists(diagnostic => diagnostic.Code == Codes.TrainingConfig));
    }

    [TestMethod]
    [DataRow("load_best_model_at_end: true", null)]
    [DataRow("early_stopping_patience: 2", null)]
    [DataRow("early_stopping_patience: 2", "")]
    public void The_best_weights_or_an_early_stop_without_validation_pairs_is_a_warning(string asked, string? validation)
    {
        using var kit = Kit(Short.Replace("max_steps: 4", "max_steps: 1", StringComparison.Ordinal) + $"  {asked}\n");
        if (validation is not null)
            kit.WithText("validation", validation);
        kit.Run(new DpoStage(), s_roles);
        var warning = kit.Diagnostics.Single(diagnostic => diagnostic.Code == Codes.TrainingConfig);
        Assert.AreEqual(DiagnosticSeverity.Warning, warning.Severity);
        Assert.Contains("no validation pairs", warning.Message);
        Assert.AreEqual(validation is not null, kit.Diagnostics.Exists(diagnostic => diagnostic.Code == Codes.NoTrainingData));
    }

    [TestMethod]
    public void Memory_that_does_not_suffice_to_open_the_model_is_a_coded_error()
    {
        using var kit = Kit(Short);
        Assert.AreEqual(Codes.OutOfMemory, kit.Faults(new DpoStage(new MachineMemory(), new FullMachine(), new PathProgram()), s_roles)[0].Code);
    }

    [TestMethod]
    [DataRow("  use_lora: true\n", false)]
    [DataRow("", true)]
    public void An_adapter_that_the_build_and_the_file_see_otherwise_is_found_without_running(string lora, bool declared)
    {
        using var kit = Kit(Short + lora);
        string[] roles = declared ? [.. s_roles, .. TrainedModelWriter.AdapterRoles] : s_roles;
        var fault = Assert.ThrowsExactly<SynthException>(() => new DpoStage().Validate(kit.Context(roles))).Diagnostics.Single();
        Assert.AreEqual((Codes.TrainingConfig, "config0.in"), (fault.Code, fault.File));
        Assert.Contains("training.use_lora", fault.Message);
    }

    [TestMethod]
    public void A_loss_that_is_not_known_is_found_without_running()
    {
        using var kit = Kit("training:\n  loss_type: kto\n");
        var fault = kit.Faults(context => new DpoStage().Validate(context)).Single();
        Assert.AreEqual(Codes.TrainingConfig, fault.Code);
        Assert.Contains("kto", fault.Message);
    }

    private static SetStageKit Kit(string config, string least = "1", string? preferences = null)
    {
        var kit = new SetStageKit().WithText("config", config).WithText("preferences", preferences ?? File.ReadAllText(Golden.Require("training/dpo.jsonl"))).Set("min_pairs", least);
        foreach (var role in TrainedModelWriter.Roles)
            kit.WithFile("model", Golden.Require($"models/llama-tied-rope/{role}"));
        return kit;
    }

    private sealed class FullMachine : IGpuProbe
    {
        // Longer than any text may be, which is an OutOfMemoryException on every machine.
        public string? Find() => new('x', int.MaxValue);
    }
}
