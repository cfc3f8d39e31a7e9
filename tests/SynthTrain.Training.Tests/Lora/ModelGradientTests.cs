using SynthTrain.Models.HuggingFace;
using SynthTrain.Training.Decoder;
using SynthTrain.Training.Tests.Support;

namespace SynthTrain.Training.Tests.Lora;

/// <summary>Loss and gradients of one batch of every golden model against transformers.</summary>
[TestClass]
public sealed class ModelGradientTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow("llama-tied-rope")]
    [DataRow("llama-untied-bf16-sharded")]
    [DataRow("smollm2-like")]
    [DataRow("qwen2-bias")]
    [DataRow("qwen3-qknorm")]
    [DataRow("mistral")]
    [DataRow("mistral-window")]
    [DataRow("llama-256-bf16")]
    [DataRow("llama-320-fallback-bf16")]
    public void Loss_and_gradients_equal_those_of_transformers(string name)
    {
        using var scope = NewDisposeScope();
        using var folder = HuggingFaceModel.Open(Golden.Require($"models/{name}"));
        using var model = DecoderLoader.Load(folder);
        var expected = Tensors.Read(Golden.Require($"models/{name}/expected/forward.safetensors"));
        var labels = expected["batch.labels"];
        var tokens = labels.narrow(1, 1, labels.shape[1] - 1).ne(-100).sum().item<long>();
        var loss = GoldenLoop.Backward(model, (expected["batch.input_ids"], labels, expected["batch.attention_mask"]), tokens);
        var actual = model.named_parameters().ToDictionary(entry => $"grad.{entry.name}", entry => entry.parameter.grad!, StringComparer.Ordinal);
        var gradients = expected.Where(entry => entry.Key.StartsWith("grad.", StringComparison.Ordinal)).ToList();
        var greatest = gradients.Max(entry => Tensors.Greatest(entry.Value, actual[entry.Key]));
        var distance = Math.Abs(loss - expected["batch.loss"].item<float>());
        TestContext.WriteLine($"{name}: loss {distance:g3}, {gradients.Count} gradients {greatest:g3}");
        Assert.IsTrue(gradients.Count > 0 && distance <= 3e-5 && greatest <= 2e-5, $"{name}: loss {distance:g3}, gradients {greatest:g3}");
    }
}
