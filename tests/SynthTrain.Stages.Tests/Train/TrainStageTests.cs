using System.Text;
using System.Text.Json.Nodes;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Models.Safetensors;
using SynthTrain.Models.Tests;
using SynthTrain.Stages.Train;

namespace SynthTrain.Stages.Tests.Train;

/// <summary>The stage on a golden model: what it writes, what it says, what it refuses.</summary>
[TestClass]
public sealed class TrainStageTests
{
    [TestMethod]
    public void The_seeds_own_configuration_trains_a_model_and_an_adapter()
    {
        using var kit = new TrainKit();

        var result = kit.Run();

        Assert.AreEqual((48, 48), ((int)result.RowsIn, (int)result.Accepted));
        var figures = result.Figures.ToDictionary(figure => figure.Key, figure => figure.Value);
        // 48 rows in micro-batches of 8, 4 to a step: two steps an epoch, three epochs.
        Assert.AreEqual("6 of 6", figures["steps"]);
        // Rank 16 on q, k, v, o of two layers.
        using (var adapter = SafetensorsFile.Open(kit.At("models/sft/adapter_model.safetensors")))
            Assert.AreEqual(figures["trained parameters"], $"{adapter.Tensors.Sum(tensor => tensor.Values)}");
        Assert.IsTrue(figures.ContainsKey("validation loss"));
        Assert.HasCount(12, kit.Outputs());
        var metrics = Encoding.UTF8.GetString(kit.Output("metrics"));
        Assert.AreEqual(3, metrics.Split("eval_loss").Length - 1);
        Assert.IsTrue(kit.Diagnostics.Exists(note => note.Code == Codes.TrainingEstimate));
        Assert.IsTrue(kit.Diagnostics.Exists(note => note.Message.Contains("low for an adapter", StringComparison.Ordinal)));
        using var before = SafetensorsFile.Open(Path.Combine(Golden.Require("models/llama-tied-rope"), "model.safetensors"));
        using var after = SafetensorsFile.Open(kit.At("models/sft/model.safetensors"));
        CollectionAssert.AreNotEqual(Values(before, "model.layers.0.self_attn.q_proj.weight"), Values(after, "model.layers.0.self_attn.q_proj.weight"));
        CollectionAssert.AreEqual(Values(before, "model.layers.0.mlp.up_proj.weight"), Values(after, "model.layers.0.mlp.up_proj.weight"));
        using var opened = HuggingFaceModel.Open(kit.At("models/sft"));
        Assert.AreEqual(2, opened.Config.LayerCount);
    }

    [TestMethod]
    public void Data_from_a_folder_outside_the_project_is_trained_on()
    {
        using var kit = new TrainKit();
        var mounted = Directory.CreateTempSubdirectory("synthtrain-mounted").FullName;
        try
        {
            kit.Train = Path.Combine(mounted, "rows.jsonl");
            File.Copy(kit.At("train.jsonl"), kit.Train);
            File.Delete(kit.At("train.jsonl"));

            Assert.AreEqual(48, kit.Run().Accepted);
        }
        finally
        {
            Directory.Delete(mounted, recursive: true);
        }
    }

    [TestMethod]
    public void A_stage_stopped_and_started_again_writes_the_same_bytes()
    {
        using var whole = new TrainKit();
        using var pieces = new TrainKit();
        whole.Set("set", Fast);
        pieces.Set("set", Fast);
        whole.Run();
        var stops = 0;
        for (var after = 2; ; after++)
        {
            using var cancel = new CancellationTokenSource();
            using var watch = new FileSystemWatcher(Directory.CreateDirectory(pieces.At("checkpoints")).FullName, $"step-{after:d10}-*.json") { EnableRaisingEvents = true };
            watch.Renamed += (_, _) => cancel.Cancel();
            try
            {
                pieces.Run(cancel.Token);
                break;
            }
            catch (OperationCanceledException)
            {
                stops++;
            }
        }

        Assert.IsGreaterThan(0, stops);
        var (expected, actual) = (whole.Outputs(), pieces.Outputs());
        foreach (var (name, bytes) in expected)
            CollectionAssert.AreEqual(bytes, actual[name], name);
    }

    [TestMethod]
    public void All_weights_are_trained_where_no_adapter_is_asked_for()
    {
        using var kit = new TrainKit(TrainKit.SeedConfig.Replace("use_lora: true", "use_lora: false", StringComparison.Ordinal)
            .Replace("          lora_", "          # lora_", StringComparison.Ordinal).Replace("  lora_", "  # lora_", StringComparison.Ordinal)) { HasAdapter = false };
        kit.Set("set", "training.learning_rate=1e-3;training.max_steps=4");

        var result = kit.Run();

        using var before = SafetensorsFile.Open(Path.Combine(Golden.Require("models/llama-tied-rope"), "model.safetensors"));
        Assert.AreEqual($"{before.Tensors.Sum(tensor => tensor.Values)}", result.Figures.Single(figure => figure.Key == "trained parameters").Value);
        Assert.HasCount(9, kit.Outputs());
    }

    [TestMethod]
    public void Overlong_rows_are_counted_when_they_are_dropped()
    {
        using var kit = new TrainKit { Validation = null };
        kit.Set("set", "data.max_seq_length=64;data.overlong=drop");
        var result = kit.Run();
        Assert.IsGreaterThan(0, result.Rejected["too_long"]);
        Assert.AreEqual(48, result.Accepted + result.Rejected["too_long"]);
    }

    [TestMethod]
    public void Wandb_gets_the_event_file_and_a_missing_one_is_a_warning_with_the_command()
    {
        using var kit = new TrainKit().Set("set", "training.max_steps=1;logging.report_to=wandb;logging.project=tiny;logging.config.team=words");
        kit.Run();
        var config = JsonNode.Parse(File.ReadAllText(kit.At("checkpoints/wandb/config.yaml")))!;
        Assert.AreEqual(1, (int)config["wandb_version"]!);
        Assert.AreEqual("{\"desc\":null,\"value\":1}", config["run.max_steps"]!.ToJsonString());
        Assert.AreEqual("{\"desc\":null,\"value\":\"words\"}", config["team"]!.ToJsonString());
        Assert.AreEqual($"wandb sync --sync-tensorboard --project=tiny {kit.At("checkpoints/wandb")} [config.yaml events.out.tfevents.synthtrain]", kit.Commands.Single());
        Assert.IsFalse(kit.Diagnostics.Exists(note => note.Code == Codes.ReportToolMissing));

        kit.ProgramFault = "there is no program 'wandb' on the path";
        kit.Run();

        var warning = kit.Diagnostics.Single(note => note.Code == Codes.ReportToolMissing);
        Assert.AreEqual(DiagnosticSeverity.Warning, warning.Severity);
        StringAssert.Contains(warning.Message, "'wandb sync --sync-tensorboard --project=tiny \"models/sft\"'");
    }

    [TestMethod]
    public void A_GPU_that_is_not_used_is_said_once()
    {
        using var kit = new TrainKit { Gpu = "Some GPU" };
        kit.Set("set", "training.max_steps=1").Run();
        StringAssert.Contains(kit.Diagnostics.Single(note => note.Code == Codes.GpuUnused).Message, "Some GPU");
    }

    [TestMethod]
    public void What_cannot_be_trained_is_a_coded_error_before_the_first_step()
    {
        Refused(Codes.OutOfMemory, kit => kit.Room = 1000);
        Refused(Codes.NoTrainingData, kit => File.WriteAllText(kit.Train, ""));
        Refused(Codes.BadExample, kit => File.WriteAllText(kit.Train, "{\"messages\": [{\"role\": \"user\", \"content\": \"hi\"}]}\n"));
        Refused(Codes.UnknownLoraTarget, kit => kit.Set("set", "training.lora_target_modules=[\"query\"]"));
        Refused(Codes.TrainingConfig, kit => kit.Set("set", "training.learning_rat=1"));
        Refused(Codes.TooLong, kit => kit.Set("set", "data.max_seq_length=8"));
        Refused(Codes.TorchUnavailable, kit => kit.Set("device", "cuda"));

        static void Refused(string code, Action<TrainKit> change)
        {
            using var kit = new TrainKit();
            change(kit);
            var fault = kit.Fault();
            Assert.AreEqual(code, fault.Code, fault.Message);
            Assert.IsFalse(Directory.Exists(kit.At("models")), code);
        }
    }

    [TestMethod]
    public void A_plain_build_finds_a_bad_configuration()
    {
        using var kit = new TrainKit().Set("set", "training.lr_scheduler_type=polynomial");
        Assert.AreEqual(Codes.TrainingConfig, Assert.ThrowsExactly<SynthException>(() => new TrainStage().Validate(kit.Context())).Diagnostics[0].Code);
    }

    [TestMethod]
    [DataRow(true, false)]
    [DataRow(false, true)]
    public void A_plain_build_finds_an_adapter_that_the_file_and_the_declared_files_see_otherwise(bool asked, bool declared)
    {
        using var kit = new TrainKit(asked ? TrainKit.SeedConfig : "model:\n  name: base\n") { HasAdapter = declared };
        var fault = Assert.ThrowsExactly<SynthException>(() => new TrainStage().Validate(kit.Context())).Diagnostics.Single();
        Assert.AreEqual((Codes.TrainingConfig, "config.yaml"), (fault.Code, fault.File));
        StringAssert.Contains(fault.Message, $"asks for {(asked ? "an adapter" : "no adapter")}");
    }

    private const string Fast = "training.save_steps=1;training.learning_rate=1e-3;training.num_train_epochs=4;training.gradient_accumulation_steps=1;logging.logging_steps=1";

    private static float[] Values(SafetensorsFile file, string name) => file.ReadFloats(file.Require(name));
}
