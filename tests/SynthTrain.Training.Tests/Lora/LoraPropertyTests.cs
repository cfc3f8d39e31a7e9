using SynthTrain.Training.Configuration;
using SynthTrain.Training.Decoder;
using SynthTrain.Training.Lora;
using SynthTrain.Training.Tests.Support;

namespace SynthTrain.Training.Tests.Lora;

/// <summary>What holds of every adapter, whatever its numbers.</summary>
[TestClass]
public sealed class LoraPropertyTests
{
    private static readonly LoraOptions s_plain = new() { Rank = 4, Alpha = 8, Dropout = 0, Targets = ["all-linear"] };

    [TestMethod]
    [DataRow(false, ScalarType.Float32)]
    [DataRow(true, ScalarType.Float32)]
    [DataRow(false, ScalarType.BFloat16)]
    public void Before_the_first_step_the_model_is_its_base_bit_for_bit(bool dora, ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var model = TinyModel.Make(placement: new Placement(CPU, type));
        var ids = TinyModel.Ids(2, 17);
        var before = Bytes(model.call(ids));
        var adapters = LoraAdapters.Attach(model, s_plain with { UseDora = dora }, 1);
        CollectionAssert.AreEqual(before, Bytes(model.call(ids)));
        Assert.IsTrue(adapters.Parameters.All(entry => entry.Value.dtype == ScalarType.Float32), "adapters are float32 whatever the base is");
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void With_the_adapter_disabled_the_model_is_its_base_bit_for_bit(bool dora)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var model = TinyModel.Make();
        var ids = TinyModel.Ids(2, 17);
        var before = Bytes(model.call(ids));
        var adapters = Disturbed(model, s_plain with { UseDora = dora });
        var changed = Bytes(model.call(ids));
        CollectionAssert.AreNotEqual(before, changed);
        using (adapters.Disable())
        {
            using (adapters.Disable())
                Assert.IsFalse(adapters.Enabled);
            Assert.IsFalse(adapters.Enabled, "an inner scope gives back what the outer one asked for");
            CollectionAssert.AreEqual(before, Bytes(model.call(ids)));
        }

        Assert.IsTrue(adapters.Enabled);
        CollectionAssert.AreEqual(changed, Bytes(model.call(ids)));
    }

    [TestMethod]
    [DataRow(false, false)]
    [DataRow(true, false)]
    [DataRow(false, true)]
    public void The_merged_model_is_the_model_with_its_adapter(bool dora, bool rslora)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var model = TinyModel.Make();
        var adapters = Disturbed(model, s_plain with { UseDora = dora, UseRslora = rslora });
        using var merged = DecoderLoader.Load(model.Config, adapters.Merged);
        var ids = TinyModel.Ids(2, 17);
        Assert.IsLessThanOrEqualTo(1e-5, Tensors.Greatest(model.Hidden(ids), merged.Hidden(ids)));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Accumulated_micro_batches_give_the_gradients_of_one_batch(bool lora)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Make();
        if (lora)
            Disturbed(model, s_plain);
        var (ids, mask) = (TinyModel.Ids(8, 21), ones([8, 21], ScalarType.Int64));
        var labels = ids.masked_fill(TinyModel.Ids(8, 21, seed: 9).lt(60), -100);
        var tokens = labels.narrow(1, 1, 20).ne(-100).sum().item<long>();
        GoldenLoop.Backward(model, (ids, labels, mask), tokens);
        var whole = Gradients(model);
        for (var i = 0; i < 4; i++)
            GoldenLoop.Backward(model, (ids.narrow(0, 2 * i, 2), labels.narrow(0, 2 * i, 2), mask.narrow(0, 2 * i, 2)), tokens);
        var parts = Gradients(model);
        Assert.AreEqual(whole.Count, parts.Count);
        Assert.IsLessThanOrEqualTo(2e-6, whole.Max(entry => Tensors.Greatest(entry.Value, parts[entry.Key]) / (1 + entry.Value.abs().max().item<float>())));
    }

    [TestMethod]
    public void The_order_of_rows_does_not_change_their_losses()
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var model = TinyModel.Make();
        model.eval();
        Disturbed(model, s_plain with { Dropout = 0.5 });
        var (ids, mask) = (TinyModel.Ids(6, 21), ones([6, 21], ScalarType.Int64));
        long[] order = [4, 0, 5, 2, 1, 3];
        var turned = ids.index_select(0, tensor(order));
        var (first, second) = (model.call(ids), model.call(turned));
        Assert.IsLessThanOrEqualTo(1e-5, Tensors.Greatest(first.index_select(0, tensor(order)), second));
        Assert.AreEqual(GoldenLoop.Share(model, (ids, ids, mask), 1).item<float>(), GoldenLoop.Share(model, (turned, turned, mask), 1).item<float>(), 1e-3f);
    }

    [TestMethod]
    public void Only_adapters_learn_and_their_first_weights_come_from_the_seed()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Make();
        var adapters = LoraAdapters.Attach(model, s_plain, 5);
        CollectionAssert.AreEquivalent(adapters.Parameters.Select(entry => entry.Name).ToList(), model.named_parameters().Where(entry => entry.parameter.requires_grad).Select(entry => entry.name).ToList());
        using var second = TinyModel.Make();
        using var third = TinyModel.Make();
        CollectionAssert.AreEqual(Flat(adapters), Flat(LoraAdapters.Attach(second, s_plain, 5)));
        CollectionAssert.AreNotEqual(Flat(adapters), Flat(LoraAdapters.Attach(third, s_plain, 6)));
        Assert.ThrowsExactly<InvalidOperationException>(() => LoraAdapters.Attach(model, s_plain, 5), "a second adapter would hide the first");
    }

    [TestMethod]
    [DataRow("true", 0.125 / 1.7320508075688772)]
    [DataRow("gaussian", 0.25)]
    public void First_weights_are_distributed_as_PEFT_draws_them(string start, double deviation)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var model = TinyModel.Make(TinyModel.Config(layers: 6));
        var adapters = LoraAdapters.Attach(model, s_plain with { Initialisation = start, Targets = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj"] }, 5);
        var a = cat([.. adapters.Layers.Select(entry => entry.Layer.A.flatten())], 0);
        Assert.AreEqual(0, a.mean().item<float>(), deviation / 20);
        Assert.AreEqual(deviation, a.pow(2).mean().sqrt().item<float>(), deviation / 20);
        if (start == "true")
            Assert.IsLessThanOrEqualTo(0.125f, a.abs().max().item<float>());
        Assert.IsTrue(adapters.Layers.All(entry => entry.Layer.B.abs().max().item<float>() == 0));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Dropout_follows_the_seed_while_training_and_is_off_in_evaluation(bool dora)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var model = TinyModel.Make();
        Disturbed(model, s_plain with { Dropout = 0.3, UseDora = dora });
        var ids = TinyModel.Ids(2, 17);
        byte[] Drawn(long seed)
        {
            manual_seed(seed);
            return Bytes(model.call(ids));
        }

        CollectionAssert.AreEqual(Drawn(1), Drawn(1));
        CollectionAssert.AreNotEqual(Drawn(1), Drawn(2));
        model.eval();
        CollectionAssert.AreEqual(Drawn(1), Drawn(2));
    }

    private static LoraAdapters Disturbed(DecoderModel model, LoraOptions options)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var source = new Generator(11);
        var adapters = LoraAdapters.Attach(model, options, 5);
        foreach (var (name, value) in adapters.Parameters.Where(entry => !entry.Name.EndsWith("lora_A.weight", StringComparison.Ordinal)))
            value.copy_(value + randn(value.shape, generator: source).mul(name.EndsWith("vector", StringComparison.Ordinal) ? 0.1 : 0.02));
        return adapters;
    }

    private static Dictionary<string, Tensor> Gradients(DecoderModel model)
    {
        var gradients = model.named_parameters().Where(entry => entry.parameter.grad is not null).ToDictionary(entry => entry.name, entry => entry.parameter.grad!.clone(), StringComparer.Ordinal);
        model.zero_grad();
        return gradients;
    }

    private static float[] Flat(LoraAdapters adapters) => [.. adapters.Weights().OrderBy(entry => entry.Key, StringComparer.Ordinal).SelectMany(entry => entry.Value.Values)];

    private static byte[] Bytes(Tensor tensor) => tensor.contiguous().bytes.ToArray();
}
