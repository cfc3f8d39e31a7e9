using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Training.Configuration;
using SynthTrain.Training.Preferences;
using SynthTrain.Training.Runs;
using SynthTrain.Training.Tests.Support;

namespace SynthTrain.Training.Tests.Preferences;

/// <summary>Losses, log-probabilities and gradients of preferences against TRL 1.16.</summary>
[TestClass]
public sealed class LossTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void All_32_settings_equal_those_of_TRL_pair_by_pair_and_as_a_batch()
    {
        using var scope = NewDisposeScope();
        var (model, _) = GoldenDpo.Open("policy");
        var pairs = GoldenDpo.Pairs();
        using var cache = ReferenceCache.InMemory();
        var (worst, single, count) = (0.0, 0.0, 0);
        foreach (var setting in GoldenDpo.Json("losses.json").GetProperty("cases").EnumerateArray())
        {
            var objective = GoldenDpo.Objective(model, pairs, cache, Options(setting));
            var whole = objective.Backward(new MicroBatch([.. Enumerable.Range(0, pairs.Length)], 0), 1);
            worst = Math.Max(worst, Relative(setting.GetProperty("lossOfBatch").GetDouble(), whole.Loss));
            foreach (var (name, expected) in setting.GetProperty("metrics").EnumerateObject().Select(metric => (metric.Name, metric.Value.GetDouble())))
                Assert.AreEqual(expected, whole.Metrics.Single(metric => metric.Key == name).Value, name.StartsWith("logps", StringComparison.Ordinal) ? 6e-4 : 1e-4, name);
            var alone = setting.GetProperty("lossPerExample").EnumerateArray().Select(loss => loss.GetDouble()).ToArray();
            // Every pair alone is a forward pass: a quarter of them for each setting, every one for some setting.
            for (var i = count % 4; i < alone.Length; i += 4)
                single = Math.Max(single, Math.Abs(alone[i] - objective.Backward(new MicroBatch([i], 0), 1).Loss) / Math.Max(1, Math.Abs(alone[i])));
            count++;
        }

        TestContext.WriteLine($"greatest relative difference of a batch's loss: {worst:g3}; of a pair's, those below 1 absolute: {single:g3}");
        Assert.AreEqual(32, count);
        Assert.IsLessThanOrEqualTo(4e-5, worst);
        // A small loss of one pair has the rounding of its log-probabilities, which are near 180.
        Assert.IsLessThanOrEqualTo(6e-5, single);
    }

    [TestMethod]
    public void Log_probabilities_and_rewards_of_each_pair_equal_those_of_TRL()
    {
        using var scope = NewDisposeScope();
        var (model, _) = GoldenDpo.Open("policy");
        var pairs = GoldenDpo.Pairs();
        var objective = GoldenDpo.Objective(model, pairs);
        foreach (var expected in GoldenDpo.Json("losses.json").GetProperty("perExample").EnumerateArray())
        {
            var i = expected.GetProperty("i").GetInt32();
            var metrics = objective.Backward(new MicroBatch([i], 0), 1).Metrics.ToDictionary(StringComparer.Ordinal);
            Assert.AreEqual(expected.GetProperty("policyChosen").GetDouble(), metrics["logps/chosen"], 6e-4);
            Assert.AreEqual(expected.GetProperty("policyRejected").GetDouble(), metrics["logps/rejected"], 6e-4);
            // Rewards are beta · (policy − reference): so the reference's log-probabilities too.
            Assert.AreEqual(expected.GetProperty("rewardChosen_beta01").GetDouble(), metrics["rewards/chosen"], 1e-4);
            Assert.AreEqual(expected.GetProperty("rewardRejected_beta01").GetDouble(), metrics["rewards/rejected"], 1e-4);
            Assert.AreEqual(expected.GetProperty("correct").GetBoolean() ? 1 : 0, metrics["rewards/accuracies"]);
            Assert.HasCount(expected.GetProperty("chosenTokens").GetInt32(), pairs[i].Chosen);
        }
    }

    [TestMethod]
    public void The_gradient_of_the_sigmoid_loss_equals_that_of_TRL()
    {
        using var scope = NewDisposeScope();
        var (model, adapters) = GoldenDpo.Open("policy");
        var objective = GoldenDpo.Objective(model, GoldenDpo.Pairs());
        var result = objective.Backward(new MicroBatch([0, 1, 2, 3], 0), 1);
        Assert.AreEqual(GoldenDpo.Json("losses.json").GetProperty("lossOfFirst4").GetDouble(), result.Loss, 3e-5);
        var expected = Tensors.Read(Golden.Require("training/dpo/grad-sigmoid-beta0.1-first4.safetensors"));
        var actual = adapters.Parameters.ToDictionary(entry => entry.Name, entry => entry.Value.grad!, StringComparer.Ordinal);
        CollectionAssert.AreEquivalent(expected.Keys, actual.Keys);
        var worst = expected.Max(entry => Tensors.Greatest(entry.Value, actual[entry.Key]));
        TestContext.WriteLine($"greatest difference of a gradient: {worst:g3}");
        Assert.IsLessThanOrEqualTo(2e-5, worst);
    }

    [TestMethod]
    [DataRow("sigmoid", 0.69314718)]
    [DataRow("hinge", 1.0)]
    [DataRow("ipo", 25.0)]
    public void At_step_0_policy_and_reference_are_one(string loss, double expected)
    {
        using var scope = NewDisposeScope();
        var (model, _) = GoldenDpo.Open("train/initial");
        var objective = GoldenDpo.Objective(model, GoldenDpo.Pairs(), GoldenDpo.Options(loss));
        var result = objective.Backward(new MicroBatch([0, 1, 2, 3], 0), 1);
        Assert.AreEqual(expected, result.Loss, 1e-5 * expected);
        var metrics = result.Metrics.ToDictionary(StringComparer.Ordinal);
        Assert.AreEqual(0, metrics["rewards/margins"], 1e-5);
    }

    [TestMethod]
    public void Two_halves_of_a_step_give_the_mean_of_both()
    {
        using var scope = NewDisposeScope();
        var (model, adapters) = GoldenDpo.Open("policy");
        var objective = GoldenDpo.Objective(model, GoldenDpo.Pairs());
        var whole = objective.Backward(new MicroBatch([0, 1, 2, 3], 0), 1);
        var expected = adapters.Parameters.Select(entry => entry.Value.grad!.clone()).ToList();
        model.zero_grad();
        var halves = objective.Backward(new MicroBatch([0, 1], 0), 2).Loss + objective.Backward(new MicroBatch([2, 3], 0), 2).Loss;
        Assert.AreEqual(whole.Loss, halves, 1e-6);
        Assert.IsLessThanOrEqualTo(1e-5, adapters.Parameters.Select((entry, i) => Tensors.Greatest(expected[i], entry.Value.grad!)).Max());
    }

    [TestMethod]
    public void Validation_gives_the_mean_over_pairs_however_they_are_batched()
    {
        using var scope = NewDisposeScope();
        var (model, _) = GoldenDpo.Open("policy");
        var pairs = GoldenDpo.Pairs();
        var expected = GoldenDpo.Json("losses.json").GetProperty("cases")[0].GetProperty("lossOfBatch").GetDouble();
        foreach (var size in new[] { 5, 24 })
        {
            var options = GoldenDpo.Options() with { Run = new() { EvaluationBatchSize = size } };
            var result = GoldenDpo.Objective(model, pairs, options, pairs).Evaluate(TestContext.CancellationToken)!;
            Assert.AreEqual(expected, result.Loss, 4e-5);
            Assert.AreEqual(0.5, result.Metrics.Single(metric => metric.Key == "eval_rewards/accuracies").Value, 1e-9);
        }

        Assert.IsNull(GoldenDpo.Objective(model, pairs).Evaluate(TestContext.CancellationToken));
    }

    [TestMethod]
    [DataRow("kto", 0.1, 0.0, "'loss_type' is 'kto'")]
    [DataRow("sigmoid", 0.0, 0.0, "'beta' is '0'")]
    [DataRow("robust", 0.1, 0.5, "'label_smoothing' is '0.5'")]
    [DataRow("exo_pair", 0.1, 0.0, "exo_pair")]
    public void Options_that_no_loss_allows_are_named(string loss, double beta, double smoothing, string expected)
    {
        using var scope = NewDisposeScope();
        var (model, _) = GoldenDpo.Open("policy");
        var options = GoldenDpo.Options(loss) with { Beta = beta, LabelSmoothing = smoothing };
        var fault = Assert.ThrowsExactly<SynthException>(() => GoldenDpo.Objective(model, GoldenDpo.Pairs(), options));
        Assert.AreEqual(Codes.TrainingConfig, fault.Diagnostics[0].Code);
        Assert.Contains(expected, fault.Message);
    }

    [TestMethod]
    public void Without_a_pair_there_is_nothing_to_train_on()
    {
        using var scope = NewDisposeScope();
        var (model, _) = GoldenDpo.Open("policy");
        Assert.AreEqual(Codes.NoTrainingData, Assert.ThrowsExactly<SynthException>(() => GoldenDpo.Objective(model, [])).Diagnostics[0].Code);
    }

    private static DpoOptions Options(JsonElement setting) => new()
    {
        Base = "golden",
        LossTypes = [.. setting.GetProperty("lossType").EnumerateArray().Select(name => name.GetString()!)],
        LossWeights = [.. setting.GetProperty("lossWeights").EnumerateArray().Select(weight => weight.GetDouble())],
        Beta = setting.GetProperty("beta").GetDouble(),
        LabelSmoothing = setting.GetProperty("labelSmoothing").GetDouble(),
    };

    private static double Relative(double expected, double actual) => Math.Abs(expected - actual) / Math.Max(1e-3, Math.Abs(expected));
}
