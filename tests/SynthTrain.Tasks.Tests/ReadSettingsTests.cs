using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Tasks.Tests.Support;

namespace SynthTrain.Tasks.Tests;

/// <summary>Single values of a YAML file for a targets file.</summary>
[TestClass]
public sealed class ReadSettingsTests
{
    [TestMethod]
    public void The_first_key_that_is_there_wins_and_overrides_come_before_the_file()
    {
        using var project = new MiniProject();
        File.WriteAllText(project.At("train.yaml"), "model:\n  name: \"a/b\"\ndata:\n  train_path: one%41.jsonl\n  val_path: two.jsonl\n");
        var task = Task(project, "model.name=c;data.val_path = three.jsonl;nonsense", ("base", "model.name"), ("train", "data.train_file|data.train_path"), ("val", "data.val_path"), ("none", "training.output_dir"));

        Assert.IsTrue(task.Execute());

        CollectionAssert.AreEqual((string[])["base=c", "train=one%41.jsonl", "val=three.jsonl"], task.Values.Select(item => $"{item.ItemSpec}={item.GetMetadata("Value")}").ToArray());
    }

    [TestMethod]
    public void Values_are_those_that_the_stage_reads()
    {
        using var project = new MiniProject();
        File.WriteAllText(project.At("train.yaml"), "training:\n  use_lora: \"true\"\n  lora_r: null\n  lora_target_modules: [q_proj]\ndata:\n  train_file: a.jsonl\n  val_path: ~\n");
        var task = Task(project, "data.train_path=b.jsonl\ntraining.use_lora=", ("lora", "training.use_lora"), ("rank", "training.lora_r"), ("targets", "training.lora_target_modules"), ("train", "data.train_file|data.train_path"), ("val", "data.val_path"));

        Assert.IsTrue(task.Execute());

        CollectionAssert.AreEqual((string[])["lora=true", "targets", "train=b.jsonl"], task.Values.Select(item => item.ItemSpec == "targets" ? "targets" : $"{item.ItemSpec}={item.GetMetadata("Value")}").ToArray());
    }

    [TestMethod]
    public void Without_a_file_only_overrides_count()
    {
        using var project = new MiniProject();
        var task = Task(project, "model.name=scratch", ("base", "model.name"), ("train", "data.train_file"));
        task.File = "";

        Assert.IsTrue(task.Execute());

        Assert.AreEqual("scratch", task.Values.Single().GetMetadata("Value"));
    }

    [TestMethod]
    [DataRow("model: [", Codes.BadYaml, 2)]
    [DataRow("- a list\n", Codes.TrainingConfig, 1)]
    public void A_file_that_is_no_mapping_is_a_coded_error_at_the_line_where_reading_ended(string text, string code, int line)
    {
        using var project = new MiniProject();
        File.WriteAllText(project.At("train.yaml"), text);
        var task = Task(project, "", ("base", "model.name"));

        Assert.IsFalse(task.Execute());

        Assert.AreEqual(code, project.Engine.Errors.Single().Code);
        Assert.AreEqual(line, project.Engine.Errors.Single().LineNumber);
    }

    private static ReadSettings Task(MiniProject project, string overrides, params (string Name, string From)[] keys) => new()
    {
        BuildEngine = project.Engine,
        Project = project.ProjectFile,
        File = "train.yaml",
        Overrides = overrides,
        Keys = [.. keys.Select(key => (ITaskItem)new TaskItem(key.Name, new Dictionary<string, string>(StringComparer.Ordinal) { ["From"] = key.From }))],
    };
}
