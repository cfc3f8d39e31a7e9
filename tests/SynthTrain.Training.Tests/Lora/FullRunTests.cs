using SynthTrain.Models.HuggingFace;
using SynthTrain.Training.Decoder;
using SynthTrain.Training.Tests.Support;

namespace SynthTrain.Training.Tests.Lora;

/// <summary>Fifty steps of full fine-tuning against transformers, at the tolerances that the golden set suggests (ten times the distance of float32 from float64).</summary>
[TestClass]
public sealed class FullRunTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow("llama-tied-rope", 3e-5)]
    [DataRow("qwen2-bias", 2e-4)]
    [DataRow("qwen3-qknorm", 3e-5)]
    public void Losses_norms_and_weights_equal_those_of_transformers(string name, double weights)
    {
        using var scope = NewDisposeScope();
        var given = new GoldenCase($"training/full/{name}");
        using var base0 = HuggingFaceModel.Open(given.Model);
        using var model = DecoderLoader.Load(base0);
        var loop = new GoldenLoop(model, given);
        var (gradient, second, last) = (0.0, 0.0, 0.0);
        loop.Run(
            step => gradient = step == 1 ? Greatest(given, "grad-step1.safetensors", model, gradients: true) : gradient,
            step =>
            {
                if (step == 2)
                    second = Greatest(given, "weights-step2.safetensors", model);
                if (step == 50)
                    last = Greatest(given, "weights-step50.safetensors", model);
            });
        var measured = $"{name}: loss {loop.Loss:g3}, norm {loop.Norm:g3}, gradient {gradient:g3}, weights after 2 {second:g3}, after 50 {last:g3}";
        TestContext.WriteLine(measured);
        Assert.IsTrue(loop.Loss <= 3e-5 && loop.Norm <= 2e-5 && gradient <= 2e-5 && second <= 5e-6 && last <= weights, measured);
    }

    /// <summary>The part of the set in the repository has losses and norms, which show every mistake that the set's makers tried; the weights are in the whole one.</summary>
    private static double Greatest(GoldenCase given, string file, DecoderModel model, bool gradients = false)
    {
        if (!Golden.IsWhole && !File.Exists(given.File(file)))
            return 0;
        using var scope = NewDisposeScope();
        var expected = given.Read(file);
        var actual = model.named_parameters().ToDictionary(entry => entry.name, entry => gradients ? entry.parameter.grad! : entry.parameter.detach(), StringComparer.Ordinal);
        CollectionAssert.AreEquivalent(expected.Keys, actual.Keys);
        return expected.Max(entry => Tensors.Greatest(entry.Value, actual[entry.Key]));
    }
}
