using System.Text.Json.Nodes;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Tests.Support;
using SynthTrain.Models.Tokenizers.Training;
using SynthTrain.Training.Configuration;
using SynthTrain.Training.Tests.Support;

namespace SynthTrain.Training.Tests.Configuration;

/// <summary>Configurations as users write them.</summary>
[TestClass]
public sealed class TrainingConfigReaderTests
{
    [TestMethod]
    public void The_seeds_fine_tuning_file_is_read_unchanged()
    {
        var read = ReadSft(SeedConfigs.Sft);
        Assert.AreEqual("meta-llama/Llama-3.2-1B-Instruct", read.Options.Base);
        Assert.AreEqual(new TrainingPaths("./data/train.jsonl", "./data/train_val.jsonl", null, "./models/sft"), read.Paths);
        var run = read.Options.Run;
        Assert.AreEqual((3.0, 8, 4, 2e-5, 0.1, 0, "cosine"), (run.Epochs, run.BatchSize, run.AccumulationSteps, run.LearningRate, run.WarmupRatio, run.WarmupSteps, run.Schedule));
        Assert.AreEqual(("none", 10, 42L), (run.ReportTo, run.LoggingSteps, run.Seed));
        var lora = read.Options.Lora!;
        Assert.AreEqual((16, 32.0, 0.05), (lora.Rank, lora.Alpha, lora.Dropout));
        CollectionAssert.AreEqual(new[] { "q_proj", "v_proj", "k_proj", "o_proj" }, lora.Targets.ToArray());
        Assert.AreEqual((2048, OverlongPolicy.Fail, false, TrainedPart.Assistant), (read.Options.MaxLength, read.Options.Overlong, read.Options.Packing, read.Options.TrainOn));
        Assert.IsNull(read.Options.Scratch);
        var note = read.Notes.Single();
        Assert.AreEqual(DiagnosticSeverity.Info, note.Severity);
        Assert.Contains("2E-05", note.Message, StringComparison.OrdinalIgnoreCase);
    }

    [TestMethod]
    public void The_seeds_preference_file_is_read_unchanged()
    {
        var read = ReadDpo(SeedConfigs.Dpo);
        Assert.AreEqual(("./models/sft", 0.1, 0.0, 1024), (read.Options.Base, read.Options.Beta, read.Options.LabelSmoothing, read.Options.MaxLength));
        CollectionAssert.AreEqual(new[] { "sigmoid" }, read.Options.LossTypes.ToArray());
        Assert.AreEqual((1.0, 4, 8, 5e-6), (read.Options.Run.Epochs, read.Options.Run.BatchSize, read.Options.Run.AccumulationSteps, read.Options.Run.LearningRate));
        Assert.AreEqual(new TrainingPaths(null, null, "./data/preferences.jsonl", "./models/dpo"), read.Paths);
        Assert.IsNull(read.Options.Lora);
    }

    [TestMethod]
    public void The_other_seeds_names_of_files_are_read_too()
    {
        var read = ReadSft("model:\n  name: scratch\ndata:\n  train_path: /mnt/a/train_sft.jsonl\n  val_path: /mnt/a/val_sft.jsonl\n");
        Assert.AreEqual(new TrainingPaths("/mnt/a/train_sft.jsonl", "/mnt/a/val_sft.jsonl", null, null), read.Paths);
        Assert.AreEqual(new ScratchOptions(), read.Options.Scratch);
        Assert.IsNull(read.Options.Lora);
    }

    [TestMethod]
    public void Without_a_file_there_are_defaults_and_overrides()
    {
        var read = TrainingConfigReader.ReadSft(new() { Base = "models/base", Seed = 7, Overrides = "training.learning_rate=1e-4; training.lora_target_modules=q_proj,v_proj;data.packing=true;training.warmup_steps=0.03;\ndata.overlong=drop" });
        Assert.AreEqual(("models/base", 7L, 1e-4, 0.03, 0), (read.Options.Base, read.Options.Run.Seed, read.Options.Run.LearningRate, read.Options.Run.WarmupRatio, read.Options.Run.WarmupSteps));
        CollectionAssert.AreEqual(new[] { "q_proj", "v_proj" }, read.Options.Lora!.Targets.ToArray());
        Assert.AreEqual((true, OverlongPolicy.Drop), (read.Options.Packing, read.Options.Overlong));
        Assert.IsEmpty(read.Notes);
    }

    [TestMethod]
    public void A_property_comes_before_an_override_and_an_override_before_the_file()
    {
        var read = ReadSft(SeedConfigs.Sft, "model.name=b;training.lora_r=4;data.train_path=elsewhere.jsonl");
        Assert.AreEqual(("b", 4, "elsewhere.jsonl"), (read.Options.Base, read.Options.Lora!.Rank, read.Paths.TrainFile));
        using var folder = new TempFolder();
        folder.Write("c.yaml", SeedConfigs.Sft);
        Assert.AreEqual("a", TrainingConfigReader.ReadSft(new() { Files = new PhysicalFileSystem(), Path = folder["c.yaml"], Base = "a", Overrides = "model.name=b" }).Options.Base);
    }

    [TestMethod]
    [DataRow("training.loss_type=[sigmoid, sft];training.loss_weights=1,0.2", "sigmoid sft", "1 0.2")]
    [DataRow("training.loss_type=hinge", "hinge", "")]
    public void Losses_are_a_text_or_a_list(string overrides, string types, string weights)
    {
        var read = ReadDpo(SeedConfigs.Dpo, overrides);
        Assert.AreEqual(types, string.Join(' ', read.Options.LossTypes));
        Assert.AreEqual(weights, string.Join(' ', read.Options.LossWeights));
    }

    [TestMethod]
    [DataRow("training:\n  learning_rate: fast\n", "c.yaml(4,18)", "'training.learning_rate' is 'fast'; allowed is a number above 0 to 1.")]
    [DataRow("training:\n  learning_rat: 1e-4\n", "c.yaml(4,3)", "'training.learning_rat' is not known here")]
    [DataRow("training:\n  lr_scheduler_type: polynomial\n", "c.yaml(4,22)", "allowed is linear, cosine, constant, constant_with_warmup, cosine_with_min_lr")]
    [DataRow("training:\n  per_device_train_batch_size: 0\n", "c.yaml(4,32)", "allowed is a whole number from 1")]
    [DataRow("training:\n  num_train_epochs: NaN\n", "c.yaml(4,21)", "'NaN'")]
    [DataRow("training:\n  use_lora: maybe\n", "c.yaml(4,13)", "true or false")]
    [DataRow("training:\n  lora_target_modules: []\n", "c.yaml(4,24)", "a list of texts that is not empty")]
    [DataRow("training: 3\n", "c.yaml(3,11)", "must be a mapping")]
    [DataRow("wandb:\n  project: x\n", "c.yaml(3,1)", "'wandb' is not known here")]
    [DataRow("logging:\n  report_to: mlflow\n", "c.yaml(4,14)", "none, tensorboard, wandb")]
    [DataRow("data:\n  max_seq_length: 1\n", "c.yaml(4,19)", "'data.max_seq_length' is '1'")]
    [DataRow("data:\n  max_seq_length: 9\n  max_length: 9\n", "c.yaml(5,15)", "means the same as 'data.max_seq_length'")]
    [DataRow("data:\n  overlong: keep\n", "c.yaml(4,13)", "fail, drop, truncate")]
    [DataRow("data:\n  packing_strategy: bfd\n", "c.yaml(4,21)", "'data.packing' is not true")]
    [DataRow("training:\n  lr_scheduler_kwargs:\n    min_lr_rate: 0.1\n", "c.yaml(5,18)", "belongs to the schedule 'cosine_with_min_lr'")]
    public void A_fault_of_the_file_names_its_place_and_what_is_allowed(string text, string place, string message)
    {
        var fault = Fault(() => ReadSft("model:\n  name: a\n" + text));
        Assert.AreEqual(Codes.TrainingConfig, fault.Code);
        Assert.AreEqual(place, $"{fault.File}({fault.Line},{fault.Column})");
        Assert.Contains(message, fault.Message);
    }

    [TestMethod]
    [DataRow("training.learning_rate=quick", "Override 'training.learning_rate=quick': 'training.learning_rate' is 'quick'; allowed is a number above 0 to 1.")]
    [DataRow("training.lerning_rate=1", "The override 'training.lerning_rate=1' names no key; known in 'training' are")]
    [DataRow("speed=1", "names begin with 'model.'")]
    [DataRow("training.learning_rate", "has no name before an '='")]
    [DataRow("training.lora_target_modules=all-linear,q_proj", "stands alone")]
    public void A_fault_of_an_override_names_the_override_and_no_line(string overrides, string message)
    {
        var fault = Fault(() => ReadSft(SeedConfigs.Sft, overrides));
        Assert.AreEqual((Codes.TrainingConfig, null, 0), (fault.Code, fault.File, fault.Line));
        Assert.Contains(message, fault.Message);
    }

    [TestMethod]
    public void An_adapter_to_a_model_from_scratch_is_an_error()
    {
        var fault = Fault(() => ReadSft(SeedConfigs.Sft, "model.name=scratch"));
        Assert.AreEqual((Codes.TrainingConfig, 16), (fault.Code, fault.Line));
        Assert.Contains("scratch", fault.Message);
    }

    [TestMethod]
    [DataRow("model.hidden_size=100", "is 100 and 'model.num_attention_heads' is 8")]
    [DataRow("model.num_key_value_heads=3", "must be a multiple")]
    [DataRow("model.chat_template=klingon", "chatml")]
    [DataRow("model.vocab_size=10", "from 300")]
    [DataRow("model.spaces=first", "'model.spaces' is 'first'; allowed is joined, apart, last")]
    [DataRow("model.induction_heads=perhaps", "'model.induction_heads' is 'perhaps'; allowed is true or false")]
    public void Sizes_that_make_no_model_are_errors(string overrides, string message) =>
        Assert.Contains(message, Fault(() => TrainingConfigReader.ReadSft(new() { Base = "scratch", Overrides = overrides })).Message);

    [TestMethod]
    [DataRow("model.vocab_size=512", SpaceRule.Joined, false)]
    [DataRow("model.spaces=joined;model.induction_heads=false", SpaceRule.Joined, false)]
    [DataRow("model.spaces=apart;model.induction_heads=true", SpaceRule.Apart, true)]
    [DataRow("model.spaces=last", SpaceRule.Last, false)]
    public void A_model_from_scratch_joins_spaces_and_begins_as_noise_unless_asked_otherwise(string overrides, SpaceRule spaces, bool heads)
    {
        var read = TrainingConfigReader.ReadSft(new() { Base = "scratch", Overrides = overrides }).Options.Scratch!;
        Assert.AreEqual((spaces, heads), (read.Spaces, read.InductionHeads));
    }

    [TestMethod]
    [DataRow("model.hidden_size=64")]
    [DataRow("model.spaces=last")]
    [DataRow("model.induction_heads=true")]
    public void Sizes_for_a_model_that_has_its_own_are_errors(string overrides) =>
        Assert.Contains("'scratch' alone", Fault(() => TrainingConfigReader.ReadSft(new() { Base = "folder", Overrides = overrides })).Message.Replace("'model.name: scratch'", "'scratch'", StringComparison.Ordinal));

    [TestMethod]
    [DataRow("training.loss_type=kto", "sigmoid, hinge, ipo, robust, sft")]
    [DataRow("training.loss_weights=1,2", "one number from 0 to 1000 for each of the 1 losses")]
    [DataRow("training.label_smoothing=0.1", "'robust' alone")]
    [DataRow("training.beta=0", "allowed is a number above 0")]
    public void Faults_of_preference_options_say_what_is_allowed(string overrides, string message) => Assert.Contains(message, Fault(() => ReadDpo(SeedConfigs.Dpo, overrides)).Message);

    [TestMethod]
    [DataRow("data.train_path", "data.train_file")]
    [DataRow("data.train_file", "data.train_path")]
    public void An_override_of_one_name_comes_before_the_file_that_uses_another(string over, string written) =>
        Assert.AreEqual("b.jsonl", ReadSft($"model:\n  name: x\ndata:\n  {written[5..]}: a.jsonl\n", $"{over}=b.jsonl").Paths.TrainFile);

    [TestMethod]
    [DataRow("data.val_path", "data.validation_file")]
    [DataRow("data.val_file", "data.validation_path")]
    public void The_same_holds_for_validation_pairs(string over, string written) =>
        Assert.AreEqual("b.jsonl", ReadDpo($"model:\n  name: x\ndata:\n  {written[5..]}: a.jsonl\n", $"{over}=b.jsonl").Paths.ValidationFile);

    [TestMethod]
    public void Two_overrides_that_mean_the_same_are_an_error_that_names_both()
    {
        var fault = Fault(() => ReadSft(SeedConfigs.Sft, "data.train_path=a;data.train_file=b"));
        Assert.AreEqual("Override 'data.train_path=a': 'data.train_path' means the same as 'data.train_file', which another override gives; keep one of them.", fault.Message);
    }

    [TestMethod]
    public void A_missing_base_model_and_all_other_faults_are_told_together()
    {
        var thrown = Assert.ThrowsExactly<SynthException>(() => TrainingConfigReader.ReadSft(new() { Overrides = "training.seed=x;data.packing=perhaps" }));
        Assert.HasCount(3, thrown.Diagnostics);
        Assert.IsTrue(thrown.Diagnostics.Any(fault => fault.Message.Contains("'model.name' is missing", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Options_come_back_from_JSON_as_they_went()
    {
        var options = ReadSft(SeedConfigs.Sft, "data.packing=true;data.packing_strategy=bfd_split;training.bf16=false;logging.config.training_type=sft+dpo;logging.project=clitron;logging.report_to=wandb").Options;
        var json = TrainingOptionsJson.ToJson(options);
        Assert.AreEqual("bfd_split", (string?)json["packing_strategy"]);
        Assert.AreEqual("sft+dpo", (string?)json["run"]!["report_fields"]!["training_type"]);
        Assert.IsTrue(JsonNode.DeepEquals(json, TrainingOptionsJson.ToJson(TrainingOptionsJson.ReadSft(json))));
        var dpo = TrainingOptionsJson.ToJson(ReadDpo(SeedConfigs.Dpo).Options);
        Assert.IsTrue(JsonNode.DeepEquals(dpo, TrainingOptionsJson.ToJson(TrainingOptionsJson.ReadDpo(dpo))));
    }

    private static SftConfiguration ReadSft(string yaml, string? overrides = null) => Read(yaml, overrides, TrainingConfigReader.ReadSft);

    private static DpoConfiguration ReadDpo(string yaml, string? overrides = null) => Read(yaml, overrides, TrainingConfigReader.ReadDpo);

    private static T Read<T>(string yaml, string? overrides, Func<TrainingConfigSource, T> read)
    {
        using var folder = new TempFolder();
        folder.Write("c.yaml", yaml);
        return read(new() { Files = new PhysicalFileSystem(), Path = folder["c.yaml"], Display = "c.yaml", Overrides = overrides });
    }

    private static Diagnostic Fault(Action read) => Assert.ThrowsExactly<SynthException>(read).Diagnostics[0];
}
