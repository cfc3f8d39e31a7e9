using SynthTrain.Core.IO;
using SynthTrain.Core.Tests.Support;
using SynthTrain.Training.Configuration;
using SynthTrain.Training.Data;

namespace SynthTrain.Training.Tests.Data;

/// <summary>What is said of data before a run.</summary>
[TestClass]
public sealed class DatasetInspectorTests
{
    [TestMethod]
    public void Duplicates_leaks_lengths_and_the_mask_of_one_example_are_told()
    {
        using var folder = new TempFolder();
        folder.Write("train", $"{Row("Show files", "ls")}\n{Row("Show files", "ls")}\n{Row("Remove a", "rm a")}\n{Row("Stop <|eot_id|> now", "kill")}\n");
        folder.Write("val", $"{Row("Remove a", "rm a")}\n{Row("Remove b", "rm b")}\n");
        var golden = GoldenSft.Of("llama-tied-rope");
        var (train, validation) = (golden.Reader().Read(new PhysicalFileSystem(), folder["train"], "train.jsonl"), golden.Reader().Read(new PhysicalFileSystem(), folder["val"], "val.jsonl"));

        var report = DatasetInspector.Inspect(train, validation, golden.Tokenizer);

        Assert.AreEqual((1, 1, 1), (report.Duplicates, report.Leaked, report.Train.WithSpecialTokens));
        Assert.AreEqual(4, report.Lengths.Sum(bucket => bucket.Examples));
        Assert.IsTrue(report.Lengths.All(bucket => bucket.From == 1 || bucket.From == bucket.To / 2 + 1));
        Assert.AreEqual(train.Examples.Sum(example => example.TrainedCount), report.TrainedTokens);
        Assert.AreEqual("train.jsonl(1)", report.PreviewSource);
        Assert.EndsWith("⟦ls<|eot_id|>⟧", report.Preview);
        var lines = DatasetInspector.Lines(report);
        Assert.IsTrue(lines.Any(line => line.Contains("1 training examples are equal", StringComparison.Ordinal)));
        Assert.IsTrue(lines.Any(line => line.Contains("validation loss is lower", StringComparison.Ordinal)));
        Assert.IsTrue(lines.Any(line => line.Contains("hold special tokens", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Rows_cut_off_and_left_out_are_told_apart()
    {
        using var folder = new TempFolder();
        folder.Write("t", $"{Row("a", "ls")}\n{Row("a", string.Concat(Enumerable.Repeat("ls ", 80)))}\n{Row(string.Concat(Enumerable.Repeat("ls ", 80)), "a")}\n");
        var golden = GoldenSft.Of("llama-tied-rope");
        var data = golden.Reader(new SftOptions { Base = "x", MaxLength = 50, Overlong = OverlongPolicy.Truncate }).Read(new PhysicalFileSystem(), folder["t"]);
        Assert.AreEqual(new DatasetCounts { Rows = 3, Examples = 2, Truncated = 1, NothingLeft = 1 }, data.Counts);
        Assert.AreEqual(50, data.Examples[1].Ids.Length);
        var lines = DatasetInspector.Lines(DatasetInspector.Inspect(data, null, golden.Tokenizer));
        Assert.IsTrue(lines.Any(line => line.StartsWith("1 training rows are too long and left out", StringComparison.Ordinal)));
        Assert.IsTrue(lines.Any(line => line.StartsWith("1 training rows are too long and cut off", StringComparison.Ordinal)));
    }

    private static string Row(string question, string answer) => $$"""{"messages":[{"role":"user","content":"{{question}}"},{"role":"assistant","content":"{{answer}}"}]}""";
}
