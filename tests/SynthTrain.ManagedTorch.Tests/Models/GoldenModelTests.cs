using SynthTrain.ManagedTorch.Tests.Support;
using F = TorchSharp.torch.nn.functional;

namespace SynthTrain.ManagedTorch.Tests.Models;

/// <summary>Every golden model against transformers: a padded query row sees nothing but earlier tokens, which are real, so padding on the right needs no special care.</summary>
[TestClass]
public sealed class GoldenModelTests
{
    public static IEnumerable<object[]> Names => new[]
    {
        "llama-tied-rope", "llama-untied-bf16-sharded", "smollm2-like", "qwen2-bias", "qwen3-qknorm", "mistral", "mistral-window", "llama-256-bf16", "llama-320-fallback-bf16",
    }.Select(name => new object[] { name });

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Logits_equal_those_of_transformers(string model)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        var expected = Safetensors.Read(Golden.Require($"models/{model}/expected/forward.safetensors"));
        var decoder = new Decoder(Golden.Require($"models/{model}"));
        for (var text = 0; expected.TryGetValue($"ids.{text}", out var ids); text++)
        {
            var logits = decoder.Forward(ids.@long().unsqueeze(0)).squeeze(0);
            TestContext.WriteLine($"{model} text {text}: logits differ by {Near.Greatest(logits, expected[$"logits.{text}"]):g3}");
            Near.Assert(expected[$"logits.{text}"], logits, 1e-4, $"{model}, logits of text {text}");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Loss_and_gradients_equal_those_of_transformers(string model)
    {
        using var scope = NewDisposeScope();
        var expected = Safetensors.Read(Golden.Require($"models/{model}/expected/forward.safetensors"));
        var decoder = new Decoder(Golden.Require($"models/{model}"));
        var labels = expected["batch.labels"].@long();
        var logits = decoder.Forward(expected["batch.input_ids"].@long(), expected["batch.attention_mask"]);
        var loss = F.cross_entropy(logits.narrow(1, 0, labels.shape[1] - 1).flatten(0, 1), labels.narrow(1, 1, labels.shape[1] - 1).flatten());
        Assert.AreEqual(expected["batch.loss"].item<float>(), loss.item<float>(), 1e-5f);
        loss.backward();
        var worst = 0.0;
        foreach (var (name, gradient) in expected.Where(entry => entry.Key.StartsWith("grad.", StringComparison.Ordinal)))
        {
            var own = decoder.Weights[name["grad.".Length..]].grad ?? throw new AssertFailedException($"no {name}");
            worst = Math.Max(worst, Near.Relative(own, gradient));
            Assert.IsLessThanOrEqualTo(1e-5, Near.Relative(own, gradient), $"{model}, {name}");
        }

        TestContext.WriteLine($"{model}: worst relative difference of a gradient {worst:g3}");
    }
}
