using System.Reflection;
using SynthTrain.Training.Configuration;
using SynthTrain.Training.Decoder;
using SynthTrain.Training.Lora;
using SynthTrain.Training.Tests.Lora;
using SynthTrain.Training.Tests.Support;

namespace SynthTrain.Training.Tests.Decoder;

/// <summary>Blocks that are computed again in the backward pass.</summary>
[TestClass]
public sealed class CheckpointTests
{
    private static readonly Type s_pool = typeof(torch).Assembly.GetType("TorchSharp.Memory.BufferPool")!;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow(false, false, 0.0)]
    [DataRow(true, false, 0.0)]
    [DataRow(true, false, 0.4)]
    [DataRow(true, true, 0.4)]
    public void Gradients_are_the_same_with_and_without(bool lora, bool dora, double dropout)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Make();
        if (lora)
            LoraAdapters.Attach(model, new LoraOptions { Rank = 4, Dropout = dropout, UseDora = dora, Initialisation = "gaussian", Targets = ["all-linear"] }, 5);
        var without = Gradients(model);
        model.Checkpointing = true;
        var with = Gradients(model);
        Assert.IsTrue(without.Count >= 20 && without.Values.Any(gradient => gradient.abs().max().item<float>() > 0));
        CollectionAssert.AreEquivalent(without.Keys, with.Keys);
        foreach (var (name, gradient) in without)
            Assert.IsLessThanOrEqualTo(2e-6, Tensors.Greatest(gradient, with[name]) / (1 + gradient.abs().max().item<float>()), name); // sums meet in another order
    }

    [TestMethod]
    public void The_numbers_drawn_after_the_backward_pass_are_the_same()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Make();
        LoraAdapters.Attach(model, new LoraOptions { Rank = 4, Dropout = 0.4 }, 5);
        Gradients(model);
        var without = rand(8).bytes.ToArray();
        model.Checkpointing = true;
        Gradients(model);
        CollectionAssert.AreEqual(without, rand(8).bytes.ToArray());
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void The_greatest_memory_of_a_step_is_less_than_half(bool lora)
    {
        using var model = TinyModel.Make(TinyModel.Config(layers: 8, hidden: 128));
        if (lora)
            LoraAdapters.Attach(model, new LoraOptions { Rank = 4, Dropout = 0 }, 5);
        Peak(model);
        var without = Peak(model);
        model.Checkpointing = true;
        var with = Peak(model);
        TestContext.WriteLine($"bytes of tensors above weights and gradients at the peak: {without:N0} without, {with:N0} with");
        Assert.IsLessThan(without / 2, with);
    }

    private static long Peak(DecoderModel model)
    {
        using var scope = NewDisposeScope();
        var (ids, mask) = (TinyModel.Ids(8, 128), ones([8, 128], ScalarType.Int64));
        var before = (long)s_pool.GetProperty("Live")!.GetValue(null)!;
        var peak = s_pool.GetProperty("PeakLive", BindingFlags.Static | BindingFlags.Public)!;
        peak.SetValue(null, before);
        GoldenLoop.Backward(model, (ids, ids, mask), 1000);
        return (long)peak.GetValue(null)! - before;
    }

    private static Dictionary<string, Tensor> Gradients(DecoderModel model)
    {
        manual_seed(3);
        var (ids, mask) = (TinyModel.Ids(2, 19), ones([2, 19], ScalarType.Int64));
        GoldenLoop.Backward(model, (ids, ids, mask), 36);
        var gradients = model.named_parameters().Where(entry => entry.parameter.grad is not null).ToDictionary(entry => entry.name, entry => entry.parameter.grad!.clone(), StringComparer.Ordinal);
        model.zero_grad();
        return gradients;
    }
}
