using System.Text.RegularExpressions;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Training.Configuration;
using SynthTrain.Training.Decoder;
using SynthTrain.Training.Lora;
using SynthTrain.Training.Runs;
using SynthTrain.Training.Tests.Runs.Support;

namespace SynthTrain.Training.Tests.Runs;

/// <summary>A run in pieces ends as a run of one piece, bit for bit: weights and metrics.</summary>
[TestClass]
public sealed class ResumeTests
{
    [TestMethod]
    public void A_run_stopped_at_any_micro_step_ends_with_the_same_bits()
    {
        using var whole = new RunKit();
        var expected = whole.Run();
        var metrics = expected.Outcome.Metrics.ToUtf8();
        var microSteps = (int)expected.Outcome.Progress.MicroSteps;
        Assert.AreEqual(21, microSteps);
        for (var stop = 0; stop <= microSteps; stop++)
        {
            using var kit = new RunKit();
            using var cancel = new CancellationTokenSource();
            var at = stop;
            Assert.ThrowsExactly<OperationCanceledException>(() => kit.Run(
                model => new ToyObjective(model) { Before = number => { if (number == at) cancel.Cancel(); } }, cancellation: cancel.Token), $"stop {stop}");

            var resumed = kit.Run();

            CollectionAssert.AreEqual(expected.Weights, resumed.Weights, $"weights after a stop at {stop}");
            CollectionAssert.AreEqual(metrics, resumed.Outcome.Metrics.ToUtf8(), $"metrics after a stop at {stop}");
        }
    }

    [TestMethod]
    public void A_run_stopped_again_and_again_ends_with_the_same_bits()
    {
        using var whole = new RunKit();
        using var kit = new RunKit();
        kit.Options = whole.Options = whole.Options with { EvaluationSteps = 3, LoadBest = true, SaveSteps = 1, LoggingSteps = 5 };
        var expected = whole.Run();
        for (var i = 0; ; i++)
        {
            using var cancel = new CancellationTokenSource();
            try
            {
                var last = kit.Run(model => new ToyObjective(model) { Before = number => { if (number == 2) cancel.Cancel(); } }, cancellation: cancel.Token);
                Assert.IsGreaterThan(5, i);
                CollectionAssert.AreEqual(expected.Weights, last.Weights);
                CollectionAssert.AreEqual(expected.Outcome.Metrics.ToUtf8(), last.Outcome.Metrics.ToUtf8());
                Assert.AreEqual(expected.Outcome.WeightsOfStep, last.Outcome.WeightsOfStep);
                return;
            }
            catch (OperationCanceledException)
            {
                Assert.IsLessThan(40, i);
            }
        }
    }

    [TestMethod]
    public void A_run_that_is_done_is_not_done_again()
    {
        using var kit = new RunKit();
        var first = kit.Run();
        var calls = 0;

        var second = kit.Run(model => new ToyObjective(model) { Before = _ => calls++ });

        Assert.AreEqual(0, calls);
        CollectionAssert.AreEqual(first.Weights, second.Weights);
        CollectionAssert.AreEqual(first.Outcome.Metrics.ToUtf8(), second.Outcome.Metrics.ToUtf8());
    }

    [TestMethod]
    [DataRow(".weights.safetensors")]
    [DataRow(".optimizer.safetensors")]
    [DataRow(".metrics.jsonl")]
    [DataRow(".json")]
    public void A_damaged_checkpoint_is_named_and_an_older_one_used(string ending)
    {
        using var kit = new RunKit();
        var expected = kit.Run();
        var last = kit.Checkpoints()[^1];
        using (var file = new FileStream($"{kit.Folder}/checkpoints/{last}{ending}", FileMode.Open))
            file.SetLength(file.Length / 2);

        var resumed = kit.Run();

        Assert.IsTrue(kit.Diagnostics.Exists(note => note.Code == Codes.BadCheckpoint && note.Severity == DiagnosticSeverity.Warning && note.Message.Contains($"{last}{ending}", StringComparison.Ordinal)));
        Assert.AreEqual(10, resumed.Outcome.ResumedFrom);
        CollectionAssert.AreEqual(expected.Weights, resumed.Weights);
        CollectionAssert.AreEqual(expected.Outcome.Metrics.ToUtf8(), resumed.Outcome.Metrics.ToUtf8());
    }

    [TestMethod]
    public void Damage_without_change_of_size_is_found_too()
    {
        using var kit = new RunKit();
        kit.Run();
        using (var file = new FileStream($"{kit.Folder}/checkpoints/{kit.Checkpoints()[^1]}.weights.safetensors", FileMode.Open))
        {
            file.Seek(-3, SeekOrigin.End);
            var value = file.ReadByte();
            file.Seek(-3, SeekOrigin.End);
            file.WriteByte((byte)(value ^ 16));
        }

        Assert.AreEqual(10, kit.Run().Outcome.ResumedFrom);
    }

    [TestMethod]
    public void Without_a_whole_checkpoint_the_run_says_so_and_stops()
    {
        using var kit = new RunKit();
        kit.Run();
        foreach (var file in Directory.GetFiles($"{kit.Folder}/checkpoints", "*.weights.safetensors"))
            File.Delete(file);

        var fault = kit.Fault();

        Assert.AreEqual(Codes.BadCheckpoint, fault.Code);
        StringAssert.Contains(fault.Message, "is missing");
        StringAssert.Contains(fault.Message, Path.Combine(kit.Folder, "checkpoints"));
    }

    [TestMethod]
    public void What_no_JSON_file_names_is_no_checkpoint_and_goes()
    {
        using var kit = new RunKit();
        Directory.CreateDirectory($"{kit.Folder}/checkpoints");
        File.WriteAllText($"{kit.Folder}/checkpoints/step-0000000006-e0-01234567.weights.safetensors", "torn");

        Assert.AreEqual(0, kit.Run().Outcome.ResumedFrom);

        CollectionAssert.AreEqual(new[] { 10, 12 }, kit.Steps());
        Assert.IsFalse(File.Exists($"{kit.Folder}/checkpoints/step-0000000006-e0-01234567.weights.safetensors"));
    }

    [TestMethod]
    public void A_checkpoint_of_another_run_is_not_continued_and_the_reason_is_said()
    {
        Refused("training data", run => run with { Objective = new ToyObjective(run.Model) { Fingerprint = "other" } });
        Refused("training options", run => run with { Options = run.Options with { LearningRate = 0.01 } });
        Refused("forced", run => run with { Epoch = 1 });
        Refused("base model", run =>
        {
            var (_, norm) = run.Model.named_parameters().Single(entry => entry.name == "model.norm.weight");
            norm.requires_grad = false;
            return run;
        });

        Refused("adapter has changed", Adapter(new() { Alpha = 8 }), Adapter(new() { Alpha = 16 }));
        Refused("adapter has changed", Adapter(new() { Dropout = 0 }), Adapter(new() { Dropout = 0.1 }));
        Refused("adapter has changed", Adapter(new() { UseRslora = false }), Adapter(new() { UseRslora = true }));
        Refused("adapter has changed", Adapter(new() { UseDora = false }), Adapter(new() { UseDora = true }));
        Refused("adapter has changed", Adapter(new() { Targets = ["q_proj"] }), Adapter(new() { Targets = ["v_proj"] }));
        Refused("base model", run => run with { Model = Configured(config => config with { RopeTheta = 500 }) });
        Refused("base model", run => run with { Model = Configured(config => config with { NormEpsilon = 1e-5 }) });
        Refused("base model", run => run with { Model = Configured(config => config with { SlidingWindow = 3 }) });

        static void Refused(string reason, Func<RunJob, RunJob> change, Func<RunJob, RunJob>? before = null)
        {
            using var kit = new RunKit();
            kit.Run(with: before);
            kit.Diagnostics.Clear();
            Assert.AreEqual(0, kit.Run(with: change).Outcome.ResumedFrom, reason);
            StringAssert.Contains(kit.Diagnostics[0].Message, reason);
            Assert.HasCount(2, kit.Checkpoints());
        }

        static Func<RunJob, RunJob> Adapter(LoraOptions options) => run =>
        {
            LoraAdapters.Attach(run.Model, options with { Rank = 2 }, 7);
            return run;
        };

        static DecoderModel Configured(Func<ModelConfig, ModelConfig> change)
        {
            using var plain = TinyModel.Create();
            var weights = plain.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter.detach().data<float>().ToArray(), StringComparer.Ordinal);
            return DecoderLoader.Load(change(plain.Config), name => weights[name]);
        }
    }

    [TestMethod]
    public void Another_engine_or_device_is_said_and_the_run_goes_on()
    {
        using var kit = new RunKit();
        kit.Run();
        Edit(kit, 12, text => text.Replace("the managed engine on the processor", "libtorch on a GPU", StringComparison.Ordinal));
        kit.Diagnostics.Clear();
        Assert.AreEqual(12, kit.Run().Outcome.ResumedFrom);
        StringAssert.Contains(kit.Diagnostics.Single().Message, "was begun with libtorch on a GPU");
    }

    [TestMethod]
    public void A_checkpoint_that_is_saved_again_keeps_its_weights_file()
    {
        using var kit = new RunKit();
        kit.Options = kit.Options with { EvaluationSteps = 4 };
        using var cancel = new CancellationTokenSource();
        Assert.ThrowsExactly<OperationCanceledException>(() => kit.Run(model => new ToyObjective(model) { Before = number => { if (number == 7) cancel.Cancel(); } }, cancellation: cancel.Token));
        var (weights, modified) = (kit.File(4, ".weights.safetensors"), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        File.SetLastWriteTimeUtc(weights, modified);
        var (metrics, text) = (kit.File(4, ".metrics.jsonl"), File.ReadAllText(kit.File(4, ".metrics.jsonl")));

        // Evaluated now, so saved again with more metrics.
        Assert.ThrowsExactly<InvalidOperationException>(() => kit.Run(model => new ToyObjective(model) { Before = number => { if (number == 1) throw new InvalidOperationException(); } }));

        Assert.AreEqual(modified, File.GetLastWriteTimeUtc(weights));
        Assert.IsFalse(File.Exists(metrics), "the former metrics go when the JSON file names the new ones");
        StringAssert.StartsWith(File.ReadAllText(kit.File(4, ".again.metrics.jsonl")), text + "{\"step\":4,\"epoch\":1,\"eval_loss\"");
        Assert.AreEqual(4, kit.Run().Outcome.ResumedFrom);
    }

    [TestMethod]
    public void The_newest_checkpoint_of_another_run_stays_until_this_one_is_done()
    {
        using var kit = new RunKit();
        kit.Run();
        var options = kit.Options;
        kit.Options = options with { LearningRate = 0.01 };
        using var cancel = new CancellationTokenSource();
        Assert.ThrowsExactly<OperationCanceledException>(() => kit.Run(model => new ToyObjective(model) { Before = number => { if (number == 7) cancel.Cancel(); } }, cancellation: cancel.Token));
        CollectionAssert.AreEqual(new[] { 2, 4, 12 }, kit.Steps());

        kit.Options = options;
        Assert.AreEqual(12, kit.Run().Outcome.ResumedFrom);
        CollectionAssert.AreEqual(new[] { 12 }, kit.Steps());
    }

    [TestMethod]
    public void What_cannot_be_read_of_another_run_or_of_an_earlier_forced_start_does_not_stop_a_fresh_one()
    {
        using var kit = new RunKit();
        kit.Run();
        foreach (var name in kit.Checkpoints())
            File.WriteAllText($"{kit.Folder}/checkpoints/{name}.json", "{");
        Assert.AreEqual(Codes.BadCheckpoint, kit.Fault().Code);
        Assert.AreEqual(0, kit.Run(with: run => run with { Epoch = 1 }).Outcome.ResumedFrom);
        File.WriteAllText($"{kit.Folder}/checkpoints/{kit.Checkpoints()[^1]}.json", "{");
        Assert.AreEqual(0, kit.Run(with: run => run with { Epoch = 1, Options = run.Options with { LearningRate = 0.01 } }).Outcome.ResumedFrom);
    }

    [TestMethod]
    [DataRow("null")]
    [DataRow("[]")]
    [DataRow("[1, 2]")]
    public void Steps_of_the_optimizer_that_do_not_fit_are_damage(string steps)
    {
        using var kit = new RunKit();
        kit.Run();
        Edit(kit, 12, text => new Regex("\"memory_steps\": \\[[^]]*\\]", RegexOptions.None, TimeSpan.FromSeconds(1)).Replace(text, $"\"memory_steps\": {steps}"));

        Assert.AreEqual(10, kit.Run().Outcome.ResumedFrom);

        Assert.IsTrue(kit.Diagnostics.Exists(note => note.Code == Codes.BadCheckpoint && note.Severity == DiagnosticSeverity.Warning));
    }

    [TestMethod]
    public void How_often_is_saved_shapes_nothing_and_is_no_reason_to_start_over()
    {
        using var kit = new RunKit();
        var first = kit.Run();
        kit.Options = kit.Options with { SaveSteps = 5, SaveTotalLimit = 1, ReportTo = "wandb", Project = "p", GradientCheckpointing = true, ReportFields = new Dictionary<string, string> { ["team"] = "a" } };
        Assert.AreEqual(12, kit.Run().Outcome.ResumedFrom);
        using var other = new RunKit { Options = kit.Options with { SaveSteps = 0 } };
        CollectionAssert.AreEqual(first.Weights, other.Run().Weights);
        CollectionAssert.AreEqual(new[] { 12 }, other.Steps());
    }

    private static void Edit(RunKit kit, int step, Func<string, string> change)
    {
        var file = kit.File(step, ".json");
        var text = File.ReadAllText(file);
        Assert.AreNotEqual(text, change(text));
        File.WriteAllText(file, change(text));
    }
}
