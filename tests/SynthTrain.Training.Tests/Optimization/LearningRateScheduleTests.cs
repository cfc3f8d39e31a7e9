using SynthTrain.Core.Diagnostics;
using System.Text.Json;
using SynthTrain.Training.Configuration;
using SynthTrain.Training.Optimization;

namespace SynthTrain.Training.Tests.Optimization;

/// <summary>Rates against those that transformers' schedulers gave.</summary>
[TestClass]
public sealed class LearningRateScheduleTests
{
    [TestMethod]
    public void Every_rate_is_that_of_transformers()
    {
        using var golden = JsonDocument.Parse(File.ReadAllBytes(Golden.Require("training/schedules.json")));
        foreach (var sequence in golden.RootElement.GetProperty("sequences").EnumerateArray())
        {
            var given = sequence.GetProperty("warmupGiven");
            var steps = sequence.GetProperty("steps").GetInt32();
            var schedule = new LearningRateSchedule(
                new RunOptions
                {
                    Schedule = sequence.GetProperty("name").GetString()!,
                    LearningRate = sequence.GetProperty("peak").GetDouble(),
                    WarmupSteps = given.TryGetProperty("steps", out var count) ? count.GetInt32() : 0,
                    WarmupRatio = given.TryGetProperty("ratio", out var ratio) ? ratio.GetDouble() : 0,
                },
                steps);

            var expected = sequence.GetProperty("lr").EnumerateArray().Select(rate => rate.GetDouble()).Append(sequence.GetProperty("lrAfterLastStep").GetDouble()).ToList();
            Assert.AreEqual(sequence.GetProperty("warmupSteps").GetInt32(), schedule.WarmupSteps, sequence.GetRawText()[..60]);
            for (var step = 0; step < expected.Count; step++)
                Assert.AreEqual(expected[step], schedule.Rate(step), 1e-15, $"{sequence.GetProperty("name")} step {step}");
        }
    }

    [TestMethod]
    public void Warm_up_is_rounded_as_transformers_does()
    {
        using var golden = JsonDocument.Parse(File.ReadAllBytes(Golden.Require("training/schedules.json")));
        foreach (var rounding in golden.RootElement.GetProperty("roundingCases").EnumerateArray())
        {
            var warmup = rounding.GetProperty("warmup").GetDouble();
            var options = warmup < 1 ? new RunOptions { WarmupRatio = warmup } : new RunOptions { WarmupSteps = (int)warmup };
            Assert.AreEqual(rounding.GetProperty("warmupSteps").GetInt32(), new LearningRateSchedule(options, rounding.GetProperty("trainingSteps").GetInt32()).WarmupSteps, rounding.GetRawText());
        }
    }

    [TestMethod]
    public void A_lowest_rate_ends_the_cosine_there()
    {
        var schedule = new LearningRateSchedule(new RunOptions { Schedule = "cosine_with_min_lr", LearningRate = 1, MinRateShare = 0.1, WarmupSteps = 2 }, 12);
        Assert.AreEqual(0, schedule.Rate(0));
        Assert.AreEqual(1, schedule.Rate(2));
        Assert.AreEqual(0.55, schedule.Rate(7), 1e-15);
        Assert.AreEqual(0.1, schedule.Rate(12), 1e-15);
    }

    [TestMethod]
    public void An_unknown_schedule_names_those_that_there_are() =>
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new LearningRateSchedule(new RunOptions { Schedule = "polynomial" }, 10)).Message, "cosine_with_min_lr");

    /// <summary>Figures by transformers' rule: ceil(epochs × max(1, ceil(micro ÷ accumulation))).</summary>
    [TestMethod]
    [DataRow(10, 4, 3.0, 0, 9)]
    [DataRow(8, 4, 1.0, 0, 2)]
    [DataRow(1, 4, 2.0, 0, 2)]
    [DataRow(10, 1, 0.25, 0, 3)]
    [DataRow(10, 1, 1.05, 0, 11)]
    [DataRow(10, 4, 3.0, 7, 7)]
    public void Steps_are_counted_as_transformers_does(int micro, int accumulation, double epochs, int maxSteps, int expected) =>
        Assert.AreEqual(expected, TrainingLength.Steps(new RunOptions { Epochs = epochs, AccumulationSteps = accumulation, MaxSteps = maxSteps }, _ => micro));

    [TestMethod]
    public void Epochs_of_one_length_are_counted_once_and_more_steps_than_a_run_can_count_are_refused()
    {
        Assert.AreEqual(2_000_000, TrainingLength.Steps(new RunOptions { Epochs = 1_000_000, AccumulationSteps = 4 }, 8));
        Assert.AreEqual(3, TrainingLength.Steps(new RunOptions { Epochs = 3, AccumulationSteps = int.MaxValue }, 8));
        var fault = Assert.ThrowsExactly<SynthException>(() => TrainingLength.Steps(new RunOptions { Epochs = 1_000_000 }, 10_000)).Diagnostics[0];
        Assert.AreEqual(Codes.TrainingConfig, fault.Code);
        StringAssert.Contains(fault.Message, "'1000000', which makes 10000000000 optimizer steps");
        Assert.AreEqual(Codes.TrainingConfig, Assert.ThrowsExactly<SynthException>(() => TrainingLength.Steps(new RunOptions { Epochs = 3 }, _ => int.MaxValue)).Diagnostics[0].Code);
    }

    [TestMethod]
    public void Epochs_of_different_lengths_are_all_gone_through() =>
        Assert.AreEqual(3 + 2 + 2, TrainingLength.Steps(new RunOptions { Epochs = 2.5, AccumulationSteps = 1 }, epoch => 3 - (epoch == 1 ? 1 : 0)));
}
