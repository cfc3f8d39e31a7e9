using System.Text.Json;
using SynthTrain.Training.Runs;
using SynthTrain.Training.Tests.Support;

namespace SynthTrain.Training.Tests.Preferences;

/// <summary>TRL's run of 30 steps, step by step.</summary>
[TestClass]
public sealed class RunTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void Thirty_steps_equal_those_of_TRL_under_its_metric_names()
    {
        using var scope = NewDisposeScope();
        var (model, adapters) = GoldenDpo.Open("train/initial");
        var pairs = GoldenDpo.Pairs();
        var objective = GoldenDpo.Objective(model, pairs);
        var learning = adapters.Parameters.Select(entry => entry.Value).ToList();
        using var optimizer = optim.AdamW(learning);
        var (worst, tokens, step) = (new Dictionary<string, double>(StringComparer.Ordinal), 0L, 0);
        foreach (var line in File.ReadLines(Golden.Require("training/dpo/train/steps.jsonl")))
        {
            var expected = JsonElement.Parse(line);
            var first = step++ * 8 % pairs.Length;
            MicroBatch[] batches = [Batch(first), Batch(first + 4)];
            var shares = batches.Select(batch => objective.Backward(batch, batches.Length)).ToList();
            tokens += batches.Sum(batch => batch.Rows.Sum(row => 2L * pairs[row].Prompt.Length + pairs[row].Chosen.Length + pairs[row].Rejected.Length));
            var norm = nn.utils.clip_grad_norm_(learning, 1.0);
            optimizer.ParamGroups.Single().LearningRate = expected.GetProperty("learning_rate").GetDouble();
            optimizer.step();
            optimizer.zero_grad();
            var metrics = shares.SelectMany(share => share.Metrics).GroupBy(metric => metric.Key, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Sum(metric => metric.Value), StringComparer.Ordinal);
            (metrics["loss"], metrics["grad_norm"], metrics["num_tokens"]) = (shares.Sum(share => share.Loss), norm, tokens);
            foreach (var metric in expected.EnumerateObject().Where(metric => metric.Name is not ("step" or "learning_rate" or "epoch")))
                worst[metric.Name] = Math.Max(worst.GetValueOrDefault(metric.Name), Math.Abs(metric.Value.GetDouble() - metrics[metric.Name]));
        }

        foreach (var (name, difference) in worst)
        {
            TestContext.WriteLine($"{name}: {difference:g3}");
            Assert.IsLessThanOrEqualTo(Tolerance(name), difference, name);
        }

        Assert.AreEqual(30, step);
        var final = Tensors.Read(Golden.Require("training/dpo/train/final/adapter_model.safetensors"));
        var weights = adapters.Weights();
        CollectionAssert.AreEquivalent(final.Keys, weights.Keys.ToList());
        var adapter = final.Max(entry => Tensors.Greatest(entry.Value, tensor(weights[entry.Key].Values, weights[entry.Key].Shape)));
        TestContext.WriteLine($"final adapter: {adapter:g3}");
        Assert.IsLessThanOrEqualTo(2e-5, adapter);
    }

    private static MicroBatch Batch(int first) => new([.. Enumerable.Range(first, 4).Select(row => row % 24)], 0);

    private static double Tolerance(string metric) => metric switch
    {
        "num_tokens" or "rewards/accuracies" or "mean_token_accuracy" => 1e-6,
        "logps/chosen" or "logps/rejected" => 6e-4,
        "grad_norm" => 6e-5,
        "loss" => 3e-5,
        _ => 1e-4,
    };
}
