using SynthTrain.Models.HuggingFace;
using SynthTrain.Training.Decoder;
using SynthTrain.Training.Lora;
using SynthTrain.Training.Tests.Support;

namespace SynthTrain.Training.Tests.Lora;

/// <summary>Fifty steps of LoRA, rank-stabilised LoRA and DoRA against PEFT.</summary>
[TestClass]
public sealed class LoraRunTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow("llama-qv-r8")]
    [DataRow("llama-qv-r8-brandom")]
    [DataRow("llama-all-linear-r4")]
    [DataRow("llama-qv-rslora")]
    [DataRow("llama-qv-rslora-brandom")]
    [DataRow("llama-qv-dora")]
    [DataRow("llama-qv-dora-brandom")]
    [DataRow("qwen3-qkvo-r16")]
    [DataRow("qwen3-qkvo-r16-brandom")]
    [DataRow("qwen2-qkv-bias-none")]
    [DataRow("qwen2-qkv-dora-brandom")]
    [DataRow("untied-bf16file-f32-qv-r8")]
    [DataRow("llama-qv-r8-clip-some")]
    public void Losses_norms_adapter_and_scores_equal_those_of_PEFT(string name) => Compare(name, ScalarType.Float32, new(3e-5, 2e-5, 2e-5, 2e-5, 5e-4, 1e-6));

    /// <summary>The distance is that of the golden page: a float32 base gives losses up to 1.5e-2, norms up to 2 %, adapters up to 4e-3 away, and merging rounds to bfloat16 and moves scores by 0.12. PEFT rounds scores to bfloat16 too: to 1/8 where they are above 16, so two of its steps are allowed.</summary>
    [TestMethod]
    public void A_bfloat16_base_with_a_float32_adapter_stays_as_near_as_its_rounding_allows() =>
        Compare("untied-bf16base-f32adapter-qv-r8", ScalarType.BFloat16, new(1.5e-2, 2e-2, 2e-2, 4e-3, 0.25, 4e-3));

    private void Compare(string name, ScalarType type, Bounds bounds)
    {
        using var scope = NewDisposeScope();
        var given = new GoldenCase($"training/lora/{name}");
        using var folder = HuggingFaceModel.Open(given.Model);
        using var model = DecoderLoader.Load(folder, new Placement(CPU, type));
        var start = given.Root.TryGetProperty("initialAdapter", out _) ? Golden.Require("training/lora/llama-qv-r8/initial") : given.File("initial");
        using var initial = Adapter.Open(start);
        var adapters = LoraAdapters.Attach(model, initial);
        var scores = IsThere(given, "logits.safetensors") ? given.Read("logits.safetensors") : null;
        var (before, gradient) = (Scores(model, scores, "initial"), 0.0);
        using (adapters.Disable())
            before = Math.Max(before, Scores(model, scores, "base"));
        using var loop = new GoldenLoop(model, given);
        loop.Run(step => gradient = step == 1 ? FirstGradients(given, adapters) : gradient);
        using var final = Adapter.Open(given.File("final"));
        var adapter = Weights(final, adapters);
        var after = Scores(model, scores, "final");
        var merged = Merged(given, adapters, folder, scores);
        var measured = $"{name}: loss {loop.Loss:g3}, norm {loop.Norm:g3}, gradient {gradient:g3}, adapter {adapter:g3}, scores {before:g3} {after:g3}, merged {merged.Weights:g3} {merged.Scores:g3}";
        TestContext.WriteLine(measured);
        Assert.IsTrue(
            loop.Loss <= bounds.Loss && loop.Norm <= bounds.Norm && gradient <= bounds.Gradient && adapter <= bounds.Adapter && Math.Max(before, after) <= bounds.Scores && merged.Scores <= 2 * bounds.Scores
            && merged.Weights <= bounds.Adapter + bounds.Merged, measured);
    }

    /// <summary>The part of the set in the repository lacks some files; the whole one lacks none, but for a case that is about clipping alone.</summary>
    private static bool IsThere(GoldenCase given, string file) =>
        Golden.IsWhole ? !given.Path.EndsWith("-clip-some", StringComparison.Ordinal) : File.Exists(given.File(file));

    private static double Scores(DecoderModel model, Dictionary<string, Tensor>? expected, string name)
    {
        if (expected is null)
            return 0;
        using var scope = NewDisposeScope();
        using var none = no_grad();
        return Tensors.Greatest(expected[name], model.call(expected["input_ids"].unsqueeze(0)).squeeze(0));
    }

    private static double FirstGradients(GoldenCase given, LoraAdapters adapters)
    {
        if (!IsThere(given, "grad-step1.safetensors"))
            return 0;
        var expected = given.Read("grad-step1.safetensors").ToDictionary(entry => entry.Key.Replace("_vector.weight", "_vector", StringComparison.Ordinal), entry => entry.Value, StringComparer.Ordinal);
        CollectionAssert.AreEquivalent(expected.Keys, adapters.Parameters.Select(entry => entry.Name).ToList());
        return adapters.Parameters.Max(entry => Tensors.Greatest(expected[entry.Name], entry.Value.grad!));
    }

    private static double Weights(Adapter expected, LoraAdapters adapters)
    {
        var actual = adapters.Weights();
        CollectionAssert.AreEquivalent(expected.Weights.Tensors.Select(tensor => tensor.Name).ToList(), actual.Keys.ToList());
        return expected.Weights.Tensors.Max(tensor => Greatest(expected.Weights.ReadFloats(tensor), actual[tensor.Name].Values));
    }

    private static (double Weights, double Scores) Merged(GoldenCase given, LoraAdapters adapters, HuggingFaceModel folder, Dictionary<string, Tensor>? scores)
    {
        if (!IsThere(given, "merged.safetensors"))
            return default;
        using var merged = DecoderLoader.Load(folder.Config, adapters.Merged);
        using var file = Models.Safetensors.SafetensorsFile.Open(given.File("merged.safetensors"));
        return (file.Tensors.Max(tensor => Greatest(file.ReadFloats(tensor), adapters.Merged(tensor.Name))), Scores(merged, scores, "merged"));
    }

    private static double Greatest(float[] expected, float[] actual)
    {
        Assert.HasCount(expected.Length, actual);
        return expected.Zip(actual, (a, b) => (double)Math.Abs(a - b)).Max();
    }

    private sealed record Bounds(double Loss, double Norm, double Gradient, double Adapter, double Scores, double Merged);
}
