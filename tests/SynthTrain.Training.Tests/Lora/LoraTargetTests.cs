using SynthTrain.Core.Diagnostics;
using SynthTrain.Training.Configuration;
using SynthTrain.Training.Lora;
using SynthTrain.Training.Tests.Support;

namespace SynthTrain.Training.Tests.Lora;

[TestClass]
public sealed class LoraTargetTests
{
    private const string Valid = "'q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj'";

    [TestMethod]
    [DataRow("q_porj", "The LoRA target 'q_porj' names no linear layer")]
    [DataRow("proj", "The LoRA target 'proj' names no linear layer")]
    [DataRow("lm_head", "The LoRA target 'lm_head' names no linear layer")]
    [DataRow("q_proj,all-linear", "The LoRA target 'all-linear' stands among others")]
    [DataRow("q_proj,a,b", "The LoRA targets 'a', 'b' name no linear layer")]
    [DataRow("", "No LoRA target is given")]
    public void A_target_that_names_nothing_is_an_error_that_lists_what_there_is(string targets, string message)
    {
        using var model = TinyModel.Make();
        var fault = Assert.ThrowsExactly<SynthException>(() => LoraAdapters.Attach(model, new LoraOptions { Targets = targets.Split(',', StringSplitOptions.RemoveEmptyEntries) }, 1));
        Assert.AreEqual(Codes.UnknownLoraTarget, fault.Diagnostics[0].Code);
        StringAssert.Contains(fault.Diagnostics[0].Message, message);
        StringAssert.Contains(fault.Diagnostics[0].Message, Valid);
        Assert.IsTrue(model.parameters().All(parameter => parameter.requires_grad), "nothing was attached");
    }

    [TestMethod]
    public void All_linear_is_every_linear_layer_but_the_head()
    {
        using var model = TinyModel.Make();
        var adapters = LoraAdapters.Attach(model, new LoraOptions { Targets = ["all-linear"] }, 1);
        Assert.AreEqual(14, adapters.Layers.Count());
        Assert.IsFalse(adapters.Layers.Any(entry => entry.Name.Contains("head", StringComparison.Ordinal)));
        CollectionAssert.AreEqual(adapters.Layers.Select(entry => entry.Name).Order(StringComparer.Ordinal).ToList(), adapters.Config.TargetModules.ToList());
    }

    [TestMethod]
    public void All_linear_of_many_layers_is_written_as_PEFT_shortens_it()
    {
        using var model = TinyModel.Make(TinyModel.Config(layers: 3));
        var adapters = LoraAdapters.Attach(model, new LoraOptions { Targets = ["all-linear"] }, 1);
        CollectionAssert.AreEqual(new[] { "down_proj", "gate_proj", "k_proj", "o_proj", "q_proj", "up_proj", "v_proj" }, adapters.Config.TargetModules.ToList());
    }

    [TestMethod]
    public void A_path_names_one_layer()
    {
        using var model = TinyModel.Make();
        var adapters = LoraAdapters.Attach(model, new LoraOptions { Targets = ["model.layers.1.self_attn.v_proj", "layers.0.mlp.up_proj"] }, 1);
        CollectionAssert.AreEqual(new[] { "model.layers.0.mlp.up_proj", "model.layers.1.self_attn.v_proj" }, adapters.Layers.Select(entry => entry.Name).ToList());
    }

    [TestMethod]
    [DataRow(0, 8, 0, "true", "'lora_r' is '0'")]
    [DataRow(4, 0, 0, "true", "'lora_alpha' is '0'")]
    [DataRow(4, 8, 1, "true", "'lora_dropout' is '1'")]
    [DataRow(4, 8, 0, "pissa", "'init_lora_weights' is 'pissa'")]
    public void An_option_out_of_its_range_is_an_error(int rank, double alpha, double dropout, string start, string message)
    {
        using var model = TinyModel.Make();
        var fault = Assert.ThrowsExactly<SynthException>(() => LoraAdapters.Attach(model, new LoraOptions { Rank = rank, Alpha = alpha, Dropout = dropout, Initialisation = start }, 1));
        Assert.AreEqual(Codes.TrainingConfig, fault.Diagnostics[0].Code);
        StringAssert.Contains(fault.Diagnostics[0].Message, message);
    }
}
