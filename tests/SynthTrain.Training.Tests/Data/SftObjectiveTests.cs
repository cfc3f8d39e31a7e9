using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Training.Configuration;
using SynthTrain.Training.Data;
using SynthTrain.Training.Decoder;
using SynthTrain.Training.Runs;
using SynthTrain.Training.Tests.Support;

namespace SynthTrain.Training.Tests.Data;

/// <summary>Losses and gradients of supervised fine-tuning: against transformers, and however rows are put together.</summary>
[TestClass]
public sealed class SftObjectiveTests
{
    private const double LossTolerance = 3e-5;
    private const double GradientTolerance = 2e-5;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow("llama-tied-rope")]
    [DataRow("qwen3-qknorm")]
    public void A_packed_row_has_the_scores_losses_and_gradients_of_transformers(string name)
    {
        using var scope = NewDisposeScope();
        using var files = HuggingFaceModel.Open(Golden.Require($"models/{name}"));
        using var model = DecoderLoader.Load(files);
        var expected = Tensors.Read(Golden.Require($"training/packing/{name}.safetensors"));
        var figures = JsonElement.Parse(File.ReadAllBytes(Golden.Require($"training/packing/{name}.json")));
        foreach (var kind in new[] { "all", "assistant" })
        {
            var examples = Documents(expected, $"labels.{kind}");
            var rows = new TrainingRows(examples, [[.. examples.Select((example, i) => new RowPiece(i, 0, example.Ids.Length))]], borders: true);
            var batch = PaddedBatch.Of(rows, [0]);
            CollectionAssert.AreEqual(expected["position_ids"].data<long>().ToArray(), batch.Positions);
            CollectionAssert.AreEqual(expected["input_ids"].data<long>().ToArray(), batch.Ids);
            var objective = new SftObjective(model, examples, null, new() { Base = name, Packing = true, MaxLength = batch.Length });
            var micro = objective.Plan(0).Single();
            Assert.AreEqual(figures.GetProperty("tokens").GetProperty(kind).GetInt32(), objective.Weight(micro));
            Clear(model);
            var loss = objective.Backward(micro, objective.Weight(micro)).Loss;
            Assert.AreEqual(figures.GetProperty("loss").GetProperty(kind).GetDouble(), loss, LossTolerance, kind);
        }

        foreach (var segments in new[] { false, Operations.HasSegments })
            Assert.IsLessThanOrEqualTo(5e-4, Scores(model, expected, segments), segments ? "within segments" : "under a mask");
        var gradients = Tensors.Read(Golden.Require($"training/packing/{name}-grads.safetensors"));
        var worst = gradients.Max(pair => Tensors.Greatest(pair.Value, model.get_parameter(pair.Key.Replace("grad.", "", StringComparison.Ordinal))!.grad!));
        TestContext.WriteLine($"{name}: greatest difference of gradients {worst:g3}");
        Assert.IsLessThanOrEqualTo(GradientTolerance, worst);
    }

    [TestMethod]
    [DataRow(PackingStrategy.Bfd)]
    [DataRow(PackingStrategy.BfdSplit)]
    public void Packing_changes_neither_loss_nor_gradients(PackingStrategy strategy)
    {
        using var scope = NewDisposeScope();
        using var model = Open("llama-tied-rope");
        var examples = Examples("llama-tied-rope");
        var plain = new SftOptions { Base = "x", MaxLength = 400, Run = new() { BatchSize = 3 } };
        var (loss, gradients) = Epoch(new SftObjective(model, examples, null, plain), model);
        var (packedLoss, packedGradients) = Epoch(new SftObjective(model, examples, null, plain with { Packing = true, PackingStrategy = strategy, Run = new() { BatchSize = 1 } }), model);
        AssertSame(loss, gradients, packedLoss, packedGradients);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(5)]
    public void Accumulation_changes_neither_loss_nor_gradients(int batchSize)
    {
        using var scope = NewDisposeScope();
        using var model = Open("qwen2-bias");
        var examples = Examples("qwen2-bias");
        var options = new SftOptions { Base = "x", Run = new() { BatchSize = examples.Count } };
        var (loss, gradients) = Epoch(new SftObjective(model, examples, null, options), model);
        var (otherLoss, otherGradients) = Epoch(new SftObjective(model, examples, null, options with { Run = new() { BatchSize = batchSize } }), model);
        AssertSame(loss, gradients, otherLoss, otherGradients);
    }

    [TestMethod]
    public void Scores_a_part_at_a_time_change_neither_loss_nor_gradients()
    {
        using var scope = NewDisposeScope();
        using var model = Open("llama-tied-rope");
        var rows = new TrainingRows(Examples("llama-tied-rope"));
        var results = new long?[] { null, 7 }.Select(places =>
        {
            Clear(model);
            var loss = SftLoss.Backward(SftBatchPass.Of(model, rows, [0, 1, 2]), model.Head, 50, places);
            return (Loss: loss, Gradients: Gradients(model));
        }).ToList();
        AssertSame(results[0].Loss, results[0].Gradients, results[1].Loss, results[1].Gradients);
    }

    [TestMethod]
    public void A_packed_row_of_nothing_learned_is_left_out_and_counted()
    {
        using var model = Open("llama-tied-rope");
        var objective = Split(model, [new([1, 2, 3, 4, 5, 6], [false, false, false, false, false, true], "row(0)")], 3);
        Assert.AreEqual(1, objective.UnlearnedRows);
        Assert.AreEqual(1, objective.Weight(objective.Plan(0).Single()));
    }

    [TestMethod]
    public void Packing_that_leaves_nothing_to_learn_is_an_error()
    {
        using var model = Open("llama-tied-rope");
        // The only learned token begins a row, where nothing predicts it.
        Assert.AreEqual(Codes.NoTrainingData, Assert.ThrowsExactly<SynthException>(() => Split(model, [new([1, 2, 3, 4], [false, false, false, true], "row(0)")], 3)).Diagnostics.Single().Code);
    }

    [TestMethod]
    [DataRow(PackingStrategy.BfdSplit)]
    [DataRow(PackingStrategy.Wrapped)]
    public void What_packing_splits_keeps_within_the_models_positions(PackingStrategy strategy)
    {
        using var model = Open("llama-tied-rope");
        Assert.AreEqual(512, model.Config.MaxPositions);
        var options = new SftOptions { Base = "x", Packing = true, PackingStrategy = strategy, MaxLength = 4096, Run = new() { BatchSize = 1 } };
        var plan = new SftObjective(model, [Learned(700)], null, options).Plan(0);
        CollectionAssert.AreEquivalent(new[] { 512L, 188L }, plan.Select(batch => batch.Tokens).ToArray());
    }

    [TestMethod]
    public void Overlong_validation_rows_are_treated_as_the_policy_says_even_with_packing()
    {
        using var scope = NewDisposeScope();
        using var model = Open("llama-tied-rope");
        var options = new SftOptions { Base = "x", Packing = true, PackingStrategy = PackingStrategy.BfdSplit, MaxLength = 64 };
        var (fit, tooLong) = (Learned(40), Learned(100) with { Source = "val.jsonl(7)" });
        var fault = Assert.ThrowsExactly<SynthException>(() => Evaluate(OverlongPolicy.Fail, fit, tooLong)).Diagnostics.Single();
        Assert.AreEqual(Codes.TooLong, fault.Code);
        Assert.Contains("1 validation rows have more than 64 tokens, and validation rows are not packed: val.jsonl(7).", fault.Message);
        Assert.AreEqual(Evaluate(OverlongPolicy.Fail, fit), Evaluate(OverlongPolicy.Drop, fit, tooLong));
        Assert.AreEqual(Evaluate(OverlongPolicy.Fail, fit, Learned(64)), Evaluate(OverlongPolicy.Truncate, fit, tooLong));
        Assert.AreEqual(Codes.NoTrainingData, Assert.ThrowsExactly<SynthException>(() => Evaluate(OverlongPolicy.Drop, tooLong)).Diagnostics.Single().Code);

        double Evaluate(OverlongPolicy policy, params TokenizedExample[] validation) => new SftObjective(model, [fit], validation, options with { Overlong = policy }).Evaluate(default)!.Loss;
    }

    [TestMethod]
    public void The_order_and_size_of_batches_do_not_count_in_evaluation()
    {
        using var scope = NewDisposeScope();
        using var model = Open("llama-tied-rope");
        var examples = Examples("llama-tied-rope");
        var results = new[] { (examples, 8), ([.. examples.Reverse()], 3), ([.. examples.OrderBy(example => example.Ids.Length)], 1) }
            .Select(item => new SftObjective(model, examples, item.Item1, new() { Base = "x", Run = new() { EvaluationBatchSize = item.Item2 } }).Evaluate(default)!).ToList();
        foreach (var result in results.Skip(1))
        {
            Assert.AreEqual(results[0].Loss, result.Loss, 2e-6);
            Assert.AreEqual(results[0].Metrics[1].Value, result.Metrics[1].Value);
        }

        var (loss, _) = Epoch(new SftObjective(model, examples, null, new() { Base = "x" }), model);
        Assert.AreEqual(loss, results[0].Loss, LossTolerance);
        Assert.AreEqual(Math.Exp(results[0].Loss), results[0].Metrics.Single(metric => metric.Key == "eval_perplexity").Value, 1e-9);
        Assert.IsTrue(results[0].Metrics.Single(metric => metric.Key == "eval_mean_token_accuracy").Value is >= 0 and <= 1);
        Assert.IsTrue(model.training);
    }

    [TestMethod]
    public void An_epoch_has_every_row_once_in_an_order_of_seed_and_epoch()
    {
        using var model = Open("llama-tied-rope");
        var examples = Examples("llama-tied-rope");
        var options = new SftOptions { Base = "x", Run = new() { BatchSize = 3 } };
        var objective = new SftObjective(model, examples, null, options);
        var (first, again, second) = (Rows(objective, 0), Rows(new SftObjective(model, examples, null, options), 0), Rows(objective, 1));
        CollectionAssert.AreEqual(first, again);
        CollectionAssert.AreNotEqual(first, second);
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 8).ToArray(), first);
        CollectionAssert.AreEqual(new[] { 3, 3, 2 }, objective.Plan(0).Select(batch => batch.Rows.Count).ToArray());
        Assert.AreEqual(examples.Sum(example => (long)example.Ids.Length), objective.Plan(0).Sum(batch => batch.Tokens));
        var other = new SftObjective(model, examples, null, options with { Run = new() { BatchSize = 3, Seed = 7 } });
        CollectionAssert.AreNotEqual(first, Rows(other, 0));
        Assert.AreEqual(objective.Fingerprint, new SftObjective(model, examples, null, options).Fingerprint);
        Assert.AreNotEqual(objective.Fingerprint, other.Fingerprint);
        Assert.AreNotEqual(objective.Fingerprint, new SftObjective(model, [.. examples.Skip(1)], null, options).Fingerprint);
        CollectionAssert.AreEqual(objective.Plan(0)[0].Rows.Select(row => $"row({row})").ToArray(), objective.Describe(objective.Plan(0)[0]).ToArray());
    }

    private static SftObjective Split(DecoderModel model, IReadOnlyList<TokenizedExample> examples, int room) =>
        new(model, examples, null, new() { Base = "x", Packing = true, PackingStrategy = PackingStrategy.BfdSplit, MaxLength = room, Run = new() { BatchSize = 1 } });

    private static TokenizedExample Learned(int length) => new([.. Enumerable.Range(0, length).Select(i => 5 + i % 90)], [.. Enumerable.Repeat(element: true, length)], "row(0)");

    private static int[] Rows(SftObjective objective, int epoch) => [.. objective.Plan(epoch).SelectMany(batch => batch.Rows)];

    private static DecoderModel Open(string name)
    {
        using var files = HuggingFaceModel.Open(Golden.Require($"models/{name}"));
        return DecoderLoader.Load(files);
    }

    private static IReadOnlyList<TokenizedExample> Examples(string name)
    {
        var golden = GoldenSft.Of(name);
        var encoder = golden.Encoder(TrainedPart.Assistant);
        return [.. golden.Rows.Select((row, i) => encoder.Encode(row, $"row({i})"))];
    }

    private static List<TokenizedExample> Documents(Dictionary<string, Tensor> row, string labels)
    {
        var (ids, trained) = (row["input_ids"].data<long>().ToArray(), row[labels].data<long>().ToArray());
        var examples = new List<TokenizedExample>();
        var start = 0;
        foreach (var length in row["lengths"].data<long>().ToArray())
        {
            var end = start + (int)length;
            examples.Add(new([.. ids[start..end].Select(id => (int)id)], [.. trained[start..end].Select(label => label != -100)], $"row({examples.Count})"));
            start = end;
        }

        return examples;
    }

    private static double Scores(DecoderModel model, Dictionary<string, Tensor> row, bool segments)
    {
        using var none = no_grad();
        var layout = SequenceLayout.Packed(row["sequence_ids"].unsqueeze(0), row["position_ids"].unsqueeze(0), model.Config.SlidingWindow, segments);
        Assert.AreEqual(segments, layout.Mask is null);
        return Tensors.Greatest(row["logits"], model.Logits(model.Hidden(row["input_ids"].unsqueeze(0), layout)).squeeze(0));
    }

    private static (double Loss, Dictionary<string, Tensor> Gradients) Epoch(SftObjective objective, DecoderModel model)
    {
        Clear(model);
        var plan = objective.Plan(0);
        var total = plan.Sum(objective.Weight);
        var loss = plan.Sum(batch => objective.Backward(batch, total).Loss);
        return (loss, Gradients(model));
    }

    private static Dictionary<string, Tensor> Gradients(DecoderModel model) => model.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter.grad!.clone());

    private static void Clear(DecoderModel model)
    {
        foreach (var (_, parameter) in model.named_parameters())
            parameter.grad = null;
    }

    private static void AssertSame(double loss, Dictionary<string, Tensor> gradients, double otherLoss, Dictionary<string, Tensor> otherGradients)
    {
        Assert.AreEqual(loss, otherLoss, LossTolerance);
        foreach (var (name, gradient) in gradients)
            Assert.IsLessThanOrEqualTo(GradientTolerance, Tensors.Greatest(gradient, otherGradients[name]), name);
    }
}
