using System.Text;
using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Training.Tests.Runs.Support;

namespace SynthTrain.Training.Tests.Runs;

/// <summary>What a run logs, when it stops, and what it refuses.</summary>
[TestClass]
public sealed class TrainingLoopTests
{
    [TestMethod]
    public void The_same_seed_gives_the_same_bits_and_another_one_others()
    {
        using var one = new RunKit();
        using var two = new RunKit();
        using var three = new RunKit();
        three.Options = three.Options with { Seed = 43 };
        var (first, second, third) = (one.Run(), two.Run(), three.Run());
        CollectionAssert.AreEqual(first.Weights, second.Weights);
        CollectionAssert.AreNotEqual(first.Weights, third.Weights);
    }

    [TestMethod]
    public void The_loss_falls_and_its_lines_say_what_happened()
    {
        using var kit = new RunKit();
        kit.Options = kit.Options with { Epochs = 6, EvaluationSteps = 8 };
        var outcome = kit.Run().Outcome;

        Assert.AreEqual(24, outcome.Steps);
        Assert.IsLessThan(outcome.Progress.FirstLoss - 0.3, outcome.Progress.LastLoss);
        var lines = Encoding.UTF8.GetString(outcome.Metrics.ToUtf8()).TrimEnd('\n').Split('\n').Select(line => JsonElement.Parse(line)).ToList();
        var trained = lines.Where(line => line.TryGetProperty("loss", out _)).ToList();
        CollectionAssert.AreEqual(new[] { 1, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24 }, trained.Select(line => line.GetProperty("step").GetInt32()).ToArray());
        CollectionAssert.AreEqual(new[] { "step", "epoch", "loss", "grad_norm", "learning_rate", "num_tokens", "tokens_in_step" }, trained[0].EnumerateObject().Select(entry => entry.Name).ToArray());
        Assert.AreEqual(0, trained[0].GetProperty("learning_rate").GetDouble());
        Assert.AreEqual(4.0 / 7, trained[1].GetProperty("epoch").GetDouble(), 1e-15);
        Assert.AreEqual(6, trained[^1].GetProperty("epoch").GetDouble());
        CollectionAssert.AreEqual(new[] { 8, 16, 24 }, lines.Where(line => line.TryGetProperty("eval_loss", out _)).Select(line => line.GetProperty("step").GetInt32()).ToArray());
        Assert.AreEqual(24, kit.Progress[^1].Done);
        Assert.AreEqual("steps", kit.Progress[^1].Unit);
    }

    [TestMethod]
    public void Accumulation_changes_the_loss_and_the_step_by_rounding_only()
    {
        using var many = new RunKit();
        using var one = new RunKit();
        many.Options = many.Options with { AccumulationSteps = 7, Epochs = 2, LoggingSteps = 1 };
        one.Options = many.Options with { AccumulationSteps = 1 };
        // Without dropout, whose draws go by micro-step, both are the same sum.
        var small = many.Run(model => new Undropped(model, 2)).Outcome;
        var large = one.Run(model => new Undropped(model, 14)).Outcome;
        Assert.AreEqual(small.Steps, large.Steps);
        foreach (var (mine, other) in small.Metrics.Entries.Zip(large.Metrics.Entries).Where(pair => pair.First["loss"] is not null))
        {
            Assert.AreEqual(other["loss"]!.Value, mine["loss"]!.Value, 1e-5);
            Assert.AreEqual(other["grad_norm"]!.Value, mine["grad_norm"]!.Value, 1e-4);
        }
    }

    [TestMethod]
    public void A_loss_that_is_no_number_stops_the_run_before_the_weights_and_names_the_examples()
    {
        using var kit = new RunKit();
        kit.Options = kit.Options with { SaveSteps = 100 };
        var (calls, before) = (0, Array.Empty<byte>());
        var fault = kit.Fault(model => new ToyObjective(model)
        {
            Before = number => { calls = number; before = TinyModel.Bits(model); },
            Poison = _ => calls == 6 ? double.NaN : 1,
        });

        Assert.AreEqual(Codes.Diverged, fault.Code);
        StringAssert.Contains(fault.Message, "The loss is NaN in step 3");
        StringAssert.Contains(fault.Message, "train.jsonl(");
        StringAssert.Contains(fault.Message, "last good checkpoint is that of step 2");
        CollectionAssert.AreEqual(before, Saved(kit, 2));
    }

    [TestMethod]
    public void An_infinite_gradient_stops_the_run_and_names_all_examples_of_the_step()
    {
        using var kit = new RunKit();
        var fault = kit.Fault(model => new InfiniteGradient(model));
        Assert.AreEqual(Codes.Diverged, fault.Code);
        StringAssert.Contains(fault.Message, "gradient's norm is");
        Assert.HasCount(5, fault.Message.Split("train.jsonl("), fault.Message);
    }

    [TestMethod]
    public void A_validation_loss_that_is_no_number_stops_the_run()
    {
        using var kit = new RunKit();
        var fault = kit.Fault(model => new ToyObjective(model) { Losses = new([double.NaN]) });
        Assert.AreEqual(Codes.Diverged, fault.Code);
        StringAssert.Contains(fault.Message, "validation loss after step 4 is NaN");
        StringAssert.Contains(fault.Message, "The last good checkpoint is that of step 2");
        CollectionAssert.AreEqual(new[] { 2 }, kit.Steps());
    }

    [TestMethod]
    public void Weights_whose_validation_loss_is_no_number_push_out_no_good_ones()
    {
        using var kit = new RunKit();
        kit.Options = kit.Options with { SaveTotalLimit = 1, LoadBest = true, EvaluationSteps = 2 };
        using var cancel = new CancellationTokenSource();
        // Stopped while the validation data is asked, so that step 4 is saved before it is judged.
        Assert.ThrowsExactly<OperationCanceledException>(() => kit.Run(model => new ToyObjective(model) { Losses = new([2.0]), Before = number => { if (number == 7) cancel.Cancel(); } }, cancellation: cancel.Token));
        CollectionAssert.AreEqual(new[] { 2, 4 }, kit.Steps());

        var fault = kit.Fault(model => new ToyObjective(model) { Losses = new([double.NaN]) });

        StringAssert.Contains(fault.Message, "The last good checkpoint is that of step 2");
        CollectionAssert.AreEqual(new[] { 2, 4 }, kit.Steps());
    }

    [TestMethod]
    public void Where_time_decides_the_end_of_an_epoch_is_saved_only_if_that_costs_little()
    {
        using var kit = new RunKit();
        kit.Options = kit.Options with { Epochs = 40, SaveSteps = 0, SaveTotalLimit = 0 };
        kit.Run(with: job => job with { Clock = new CountingClock() });
        // Every look at the clock takes a second, so that saving costs as much as many epochs.
        Assert.IsTrue(kit.Steps() is [4, .., 160] and { Length: > 2 and < 12 }, string.Join(' ', kit.Steps()));
    }

    [TestMethod]
    public void Patience_ends_the_run_and_the_best_weights_are_taken()
    {
        using var kit = new RunKit();
        kit.Options = kit.Options with { Epochs = 20, EvaluationSteps = 2, SaveSteps = 2, SaveTotalLimit = 1, LoadBest = true, EarlyStoppingPatience = 3 };
        var (outcome, weights) = kit.Run(model => new ToyObjective(model) { Losses = new([3, 2.5, 2.6, 2.7, 2.5]) });

        Assert.AreEqual(10, outcome.Progress.Step);
        Assert.AreEqual(4, outcome.WeightsOfStep);
        Assert.AreEqual(2.5, outcome.Progress.BestLoss);
        CollectionAssert.AreEqual(new[] { 4, 10 }, kit.Steps());
        CollectionAssert.AreEqual(Saved(kit, 4), weights);
    }

    [TestMethod]
    public void An_improvement_below_the_threshold_costs_patience_and_is_the_best_all_the_same()
    {
        using var kit = new RunKit();
        kit.Options = kit.Options with { Epochs = 20, EvaluationSteps = 2, LoadBest = true, EarlyStoppingPatience = 2, EarlyStoppingThreshold = 0.1 };
        var outcome = kit.Run(model => new ToyObjective(model) { Losses = new([3, 2.95, 2.9]) }).Outcome;
        Assert.AreEqual(6, outcome.Progress.Step);
        Assert.AreEqual(6, outcome.WeightsOfStep);
    }

    [TestMethod]
    public void Memory_that_cannot_suffice_is_said_before_the_first_step()
    {
        using var kit = new RunKit { Available = 10_000 };
        var calls = 0;
        var fault = kit.Fault(model => new ToyObjective(model) { Before = _ => calls++ });
        Assert.AreEqual(Codes.OutOfMemory, fault.Code);
        StringAssert.Contains(fault.Message, "10 kB are available");
        Assert.AreEqual(0, calls);
    }

    [TestMethod]
    public void Memory_that_ends_during_a_run_is_a_coded_error()
    {
        using var kit = new RunKit();
        var fault = kit.Fault(model => new ToyObjective(model) { Before = number => { if (number == 4) _ = new decimal[Array.MaxLength, Array.MaxLength]; } });
        Assert.AreEqual(Codes.OutOfMemory, fault.Code);
        StringAssert.Contains(fault.Message, "gradient_accumulation_steps");
        Assert.AreEqual(0, Directory.GetFiles(kit.Folder, "step-0000000001*.json", SearchOption.AllDirectories).Length);
    }

    [TestMethod]
    public void Steps_time_and_money_are_said_before_the_first_step()
    {
        using var kit = new RunKit { Available = 4_000_000_000 };
        kit.Run(with: job => job with { HourPrice = 2.5m });
        var note = kit.Diagnostics[0];
        Assert.AreEqual((Codes.TrainingEstimate, DiagnosticSeverity.Info), (note.Code, note.Severity));
        StringAssert.StartsWith(note.Message, "12 steps with ");
        StringAssert.Contains(note.Message, ", $0.0");
        StringAssert.Contains(note.Message, "of 4.0 GB of memory");
    }

    [TestMethod]
    public void A_model_of_which_nothing_learns_and_data_without_a_row_are_refused()
    {
        using var kit = new RunKit();
        Assert.AreEqual(Codes.NoTrainingData, kit.Fault(model => new ToyObjective(model, rows: 0)).Code);
        Assert.AreEqual(Codes.UntrainableModel, kit.Fault(model =>
        {
            foreach (var parameter in model.parameters())
                parameter.requires_grad = false;
            return new ToyObjective(model);
        }).Code);
    }

    private static byte[] Saved(RunKit kit, int step)
    {
        using var model = TinyModel.Create();
        Training.Runs.Checkpoints.TensorStore.Read(kit.File(step, ".weights.safetensors"), [.. model.named_parameters().Select(entry => (entry.name, (Tensor)entry.parameter))]);
        return TinyModel.Bits(model);
    }
}
