using SynthTrain.Models.HuggingFace;
using SynthTrain.Training.Decoder;
using SynthTrain.Training.Tests.Support;

namespace SynthTrain.Training.Tests.Decoder;

/// <summary>The decoder against transformers: scores and the stream before every block and behind the last norm, float32.</summary>
[TestClass]
public sealed class ForwardTests
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
    public void Scores_equal_those_of_transformers(string name)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var model = HuggingFaceModel.Open(Golden.Require($"models/{name}"));
        using var decoder = DecoderLoader.Load(model);
        var expected = Tensors.Read(Golden.Require($"models/{name}/expected/forward.safetensors"));
        var (scores, stream, blocks) = (0.0, 0.0, 0);
        for (var i = 0; i < 3; i++)
        {
            decoder.Observer = i > 0 ? null : (block, x) => (stream, blocks) = (Math.Max(stream, Tensors.Greatest(expected[$"hidden.0.{block}"], x.squeeze(0))), blocks + 1);
            var hidden = decoder.Hidden(expected[$"ids.{i}"].unsqueeze(0));
            scores = Math.Max(scores, Tensors.Greatest(expected[$"logits.{i}"], decoder.Logits(hidden).squeeze(0)));
            if (i == 0)
                stream = Math.Max(stream, Tensors.Greatest(expected[$"hidden.0.{decoder.Config.LayerCount}"], hidden.squeeze(0)));
        }

        Assert.AreEqual(decoder.Config.LayerCount, blocks);
        TestContext.WriteLine($"{name}: scores {scores:g3}, stream {stream:g3}");
        Assert.IsTrue(scores <= 1e-4 && stream <= 1e-4, $"{name}: scores {scores:g3}, stream {stream:g3}");
    }
}
