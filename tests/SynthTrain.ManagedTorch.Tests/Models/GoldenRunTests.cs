using System.Text.Json;
using SynthTrain.ManagedTorch.Tests.Support;
using TorchSharp.Modules;
using F = TorchSharp.torch.nn.functional;

namespace SynthTrain.ManagedTorch.Tests.Models;

/// <summary>Fifty steps of full fine-tuning: loss and gradient norm of every step, and the weights at the end, at the tolerances that the data's README suggests.</summary>
[TestClass]
public sealed class GoldenRunTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow("llama-tied-rope", 3e-5)]
    [DataRow("qwen2-bias", 2e-4)]
    [DataRow("qwen3-qknorm", 3e-5)]
    public void Fifty_steps_equal_those_of_transformers(string model, double weightTolerance)
    {
        using var scope = NewDisposeScope();
        var folder = Golden.Require($"training/full/{model}");
        var weights = Golden.Require($"training/full/{model}/weights-step50.safetensors");
        using var given = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "case.json")));
        var batches = Safetensors.Read(Path.Combine(folder, "batches.safetensors"));
        var decoder = new Decoder(Golden.Require($"models/{model}"));
        var optimizer = Optimizer(decoder, given.RootElement);
        var (worstLoss, worstNorm, step) = (0.0, 0.0, 0);
        foreach (var line in File.ReadLines(Path.Combine(folder, "steps.jsonl")))
        {
            using var inner = NewDisposeScope();
            using var expected = JsonDocument.Parse(line);
            foreach (var group in optimizer.ParamGroups)
                group.LearningRate = expected.RootElement.GetProperty("lr").GetDouble();
            var tokens = expected.RootElement.GetProperty("tokens").GetInt64();
            var loss = Enumerable.Range(2 * step++, 2).Sum(batch => MicroStep(decoder, batches, batch, tokens));
            var norm = nn.utils.clip_grad_norm_(decoder.Weights.Values, given.RootElement.GetProperty("hyperParameters").GetProperty("maxGradNorm").GetDouble());
            optimizer.step();
            optimizer.zero_grad();
            worstLoss = Math.Max(worstLoss, Math.Abs(loss - expected.RootElement.GetProperty("loss").GetDouble()));
            worstNorm = Math.Max(worstNorm, Math.Abs(norm / expected.RootElement.GetProperty("gradNorm").GetDouble() - 1));
        }

        var final = Safetensors.Read(weights);
        var worstWeight = final.Max(entry => Near.Greatest(entry.Value, decoder.Weights[entry.Key]));
        TestContext.WriteLine($"{model}: loss {worstLoss:g3}, gradient norm {worstNorm:g3}, weights {worstWeight:g3}");
        Assert.IsTrue(worstLoss <= 3e-5 && worstNorm <= 2e-5 && worstWeight <= weightTolerance, $"{model}: loss {worstLoss:g3}, gradient norm {worstNorm:g3}, weights {worstWeight:g3}");
    }

    private static double MicroStep(Decoder decoder, Dictionary<string, Tensor> batches, int batch, long tokens)
    {
        using var scope = NewDisposeScope();
        var length = batches["length"][batch].ToInt64();
        Tensor Cut(string name) => batches[name][batch].narrow(1, 0, length).@long();
        var logits = decoder.Forward(Cut("input_ids"), Cut("attention_mask"));
        var loss = F.cross_entropy(logits.narrow(1, 0, length - 1).flatten(0, 1), Cut("labels").narrow(1, 1, length - 1).flatten(), reduction: nn.Reduction.Sum) / tokens;
        loss.backward();
        return loss.item<float>();
    }

    private static AdamW Optimizer(Decoder decoder, JsonElement given)
    {
        var settings = given.GetProperty("hyperParameters");
        AdamW.ParamGroup Group(string names, double decay) => new(
            given.GetProperty(names).EnumerateArray().Select(name => decoder.Weights[name.GetString()!]),
            beta1: settings.GetProperty("beta1").GetDouble(), beta2: settings.GetProperty("beta2").GetDouble(), eps: settings.GetProperty("eps").GetDouble(), weight_decay: decay);
        return optim.AdamW([Group("decayed", settings.GetProperty("weightDecay").GetDouble()), Group("notDecayed", 0)]);
    }
}
