using SynthTrain.Training.Configuration;
using SynthTrain.Training.Data;
using SynthTrain.Training.Optimization;
using SynthTrain.Training.Preferences;
using SynthTrain.Training.Runs;
using SynthTrain.Training.Runs.Estimates;
using SynthTrain.Training.Tests.Runs.Support;

namespace SynthTrain.Training.Tests.Runs;

/// <summary>What a run is said to need, and what is tried before it.</summary>
[TestClass]
public sealed class EstimateTests
{
    [TestMethod]
    public void The_largest_micro_batch_is_of_the_longest_rows_with_their_padding()
    {
        // Row 4 is the longest and stands alone here; in another epoch it pads a row beside it.
        MicroBatch[] epoch = [new([0, 1], 20) { Padded = 24 }, new([2, 3], 30) { Padded = 32 }, new([4], 40)];
        var largest = LargestBatch.Of(epoch);
        Assert.AreEqual(80, largest.Padded);
        CollectionAssert.AreEqual(new[] { 4, 2 }, largest.Rows.ToArray());
        Assert.AreEqual(7, new MicroBatch([1], 7).Padded);
    }

    [TestMethod]
    public void Objectives_say_what_a_micro_batch_takes_with_padding_and_how_many_there_are()
    {
        using var model = TinyModel.Create();
        TokenizedExample[] examples = [Example(3), Example(9), Example(4)];
        var objective = new SftObjective(model, examples, null, new SftOptions { Base = "b", Run = new() { BatchSize = 2 } });
        foreach (var batch in objective.Plan(0))
            Assert.AreEqual(batch.Rows.Count * batch.Rows.Max(row => examples[row].Ids.Length), batch.Padded);
        Assert.AreEqual(objective.Plan(0).Count, objective.MicroBatches);

        static TokenizedExample Example(int length) => new([.. Enumerable.Range(1, length)], [.. Enumerable.Repeat(true, length)], "row");
    }

    [TestMethod]
    public void The_rehearsal_tries_the_largest_micro_batch_of_all_epochs()
    {
        using var kit = new RunKit();
        MicroBatch? tried = null;
        // Thirteen rows: the last micro-batch has one.
        kit.Run(model => new ToyObjective(model, rows: 13) { Poison = batch => { tried ??= batch; return 1; } });
        Assert.HasCount(2, tried!.Rows);
    }

    [TestMethod]
    public void The_loss_takes_one_part_of_the_scores_and_the_heads_gradient_where_it_learns()
    {
        using var kit = new RunKit();
        using var model = TinyModel.Create();
        var learning = NamedParameter.Learning(model);
        var few = MemoryEstimate.Of(kit.Job(model), learning, 1).Activations;
        var some = MemoryEstimate.Of(kit.Job(model), learning, 256).Activations;
        var more = MemoryEstimate.Of(kit.Job(model), learning, 257).Activations;
        // A part of the loss has 256 rows; a row has 32 scores of four bytes.
        Assert.AreEqual((some - few) / 255 - 32 * 4, more - some);
        model.Head.requires_grad = false;
        Assert.AreEqual(32 * 16 * 4, few - MemoryEstimate.Of(kit.Job(model), learning, 1).Activations);
    }

    [TestMethod]
    [DataRow(1, 2, 3, 90, "activations", "gradient_checkpointing: true")]
    [DataRow(1, 30, 60, 50, "Adam", "use_lora: true")]
    [DataRow(100, 2, 3, 90, "weights", "smaller base model")]
    public void What_takes_most_is_named_with_what_lowers_it(int weights, int gradients, int optimizer, int activations, string name, string advice)
    {
        var text = MemoryAdvice.Of(new(weights, gradients, optimizer, activations));
        StringAssert.Contains(text, name);
        StringAssert.Contains(text, advice);
        StringAssert.Contains(text, "starts over with another batch size");
    }
}
