using SynthTrain.Core.Diagnostics;
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
        File.WriteAllText($"{kit.Folder}/checkpoints/step-00000006.weights.safetensors", "torn");

        Assert.AreEqual(0, kit.Run().Outcome.ResumedFrom);

        CollectionAssert.AreEqual(new[] { "step-00000010", "step-00000012" }, kit.Checkpoints());
        Assert.IsFalse(File.Exists($"{kit.Folder}/checkpoints/step-00000006.weights.safetensors"));
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

        static void Refused(string reason, Func<Training.Runs.RunJob, Training.Runs.RunJob> change)
        {
            using var kit = new RunKit();
            kit.Run();
            kit.Diagnostics.Clear();
            Assert.AreEqual(0, kit.Run(with: change).Outcome.ResumedFrom, reason);
            StringAssert.Contains(kit.Diagnostics[0].Message, reason);
            Assert.HasCount(2, kit.Checkpoints());
        }
    }

    [TestMethod]
    public void How_often_is_saved_shapes_nothing_and_is_no_reason_to_start_over()
    {
        using var kit = new RunKit();
        var first = kit.Run();
        kit.Options = kit.Options with { SaveSteps = 5, SaveTotalLimit = 1, ReportTo = "wandb", Project = "p" };
        Assert.AreEqual(12, kit.Run().Outcome.ResumedFrom);
        using var other = new RunKit { Options = kit.Options with { SaveSteps = 0 } };
        CollectionAssert.AreEqual(first.Weights, other.Run().Weights);
        CollectionAssert.AreEqual(new[] { "step-00000012" }, other.Checkpoints());
    }
}
