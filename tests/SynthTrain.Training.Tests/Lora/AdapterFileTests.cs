using System.Text.Json.Nodes;
using SynthTrain.Models;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Models.Safetensors;
using SynthTrain.Training.Configuration;
using SynthTrain.Training.Decoder;
using SynthTrain.Training.Lora;
using SynthTrain.Training.Tests.Support;

namespace SynthTrain.Training.Tests.Lora;

/// <summary>Adapter folders against those that PEFT wrote.</summary>
[TestClass]
public sealed class AdapterFileTests
{
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
    [DataRow("untied-bf16base-f32adapter-qv-r8")]
    public void A_new_adapter_with_trained_weights_is_written_as_PEFT_writes_it(string name)
    {
        var given = new GoldenCase($"training/lora/{name}");
        using var folder = HuggingFaceModel.Open(given.Model);
        using var model = DecoderLoader.Load(folder);
        var adapters = LoraAdapters.Attach(model, Options(given), seed: 1);
        using var final = Adapter.Open(given.File("final"));
        adapters.Load(final);
        using var target = new TemporaryFolder();
        adapters.Write(target.Path, given.Root.GetProperty("model").GetString());
        Equal(JsonNode.Parse(File.ReadAllText(given.File("final/adapter_config.json")))!.AsObject(), JsonNode.Parse(File.ReadAllText(Path.Combine(target.Path, "adapter_config.json")))!.AsObject());
        Equal(given.File("final/adapter_model.safetensors"), Path.Combine(target.Path, "adapter_model.safetensors"));
        var card = File.ReadAllText(Path.Combine(target.Path, "README.md"));
        StringAssert.StartsWith(card, $"---\nbase_model: \"{given.Root.GetProperty("model").GetString()}\"\nlibrary_name: peft\n");
    }

    [TestMethod]
    [DataRow("llama-qv-r8", ScalarType.Float32)]
    [DataRow("llama-qv-dora-brandom", ScalarType.Float32)]
    [DataRow("llama-all-linear-r4", ScalarType.Float32)]
    [DataRow("qwen2-qkv-dora-brandom", ScalarType.Float32)]
    [DataRow("untied-bf16base-f32adapter-qv-r8", ScalarType.BFloat16)]
    public void Merged_weights_equal_those_that_PEFT_merged(string name, ScalarType type)
    {
        using var scope = NewDisposeScope();
        var given = new GoldenCase($"training/lora/{name}");
        using var folder = HuggingFaceModel.Open(given.Model);
        using var model = DecoderLoader.Load(folder, new Placement(CPU, type));
        using var final = Adapter.Open(given.File("final"));
        var adapters = LoraAdapters.Attach(model, final);
        using var file = SafetensorsFile.Open(given.File("merged.safetensors"));
        var names = file.Tensors.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var expected in file.Tensors)
        {
            var merged = tensor(adapters.Merged(expected.Name)).to_type(type).to_type(ScalarType.Float32);
            // In bfloat16 PEFT rounds B·A before it adds: one unit in the last place of weights below 0.25.
            var bound = type == ScalarType.Float32 ? 2e-7 : 1e-3;
            Assert.IsLessThanOrEqualTo(bound, Tensors.Greatest(tensor(file.ReadFloats(expected)), merged), expected.Name);
        }

        foreach (var (untouched, _) in model.named_parameters().Where(entry => !names.Contains(entry.name) && !entry.name.Contains("lora_", StringComparison.Ordinal)))
            CollectionAssert.AreEqual(folder.Weights.ReadFloats(untouched), adapters.Merged(untouched), untouched);
    }

    [TestMethod]
    public void Going_on_with_an_adapter_keeps_its_patterns_and_unknown_keys()
    {
        using var scope = NewDisposeScope();
        using var first = TinyModel.Make();
        var made = LoraAdapters.Attach(first, new LoraOptions { Rank = 4, Alpha = 8, Targets = ["q_proj"] }, seed: 1);
        var json = (JsonObject)made.Config.Json.DeepClone();
        json["a_key_of_tomorrow"] = 5;
        var config = made.Config with { RankPattern = new Dictionary<string, int> { ["layers.1.self_attn.q_proj"] = 2 }, AlphaPattern = new Dictionary<string, double> { ["layers.1.self_attn.q_proj"] = 3 }, Json = json };
        var weights = made.Weights().ToDictionary(entry => entry.Key, entry => entry.Value);
        foreach (var (key, (shape, values)) in made.Weights().Where(entry => entry.Key.Contains("layers.1", StringComparison.Ordinal)))
            weights[key] = key.Contains("lora_A", StringComparison.Ordinal) ? ([2, shape[1]], values[..(int)(2 * shape[1])]) : ([shape[0], 2], new float[2 * shape[0]]);
        using var target = new TemporaryFolder();
        Adapter.Write(target.Path, config, weights);

        using var opened = Adapter.Open(target.Path);
        using var second = TinyModel.Make();
        var adapters = LoraAdapters.Attach(second, opened);
        CollectionAssert.AreEqual(new[] { (4, 2.0), (2, 1.5) }, adapters.Layers.Select(entry => (entry.Layer.Options.Rank, entry.Layer.Options.Scaling)).ToList());
        using var again = new TemporaryFolder();
        adapters.Write(again.Path);
        Assert.AreEqual(File.ReadAllText(Path.Combine(target.Path, "adapter_config.json")), File.ReadAllText(Path.Combine(again.Path, "adapter_config.json")));
        Equal(Path.Combine(target.Path, "adapter_model.safetensors"), Path.Combine(again.Path, "adapter_model.safetensors"));
    }

    [TestMethod]
    public void An_adapter_of_another_base_is_refused_with_both_shapes()
    {
        using var scope = NewDisposeScope();
        using var target = new TemporaryFolder();
        using var small = TinyModel.Make();
        LoraAdapters.Attach(small, new LoraOptions { Targets = ["q_proj"] }, seed: 1).Write(target.Path);
        using var adapter = Adapter.Open(target.Path);
        using var large = TinyModel.Make(TinyModel.Config(hidden: 128));
        var fault = Assert.ThrowsExactly<ModelException>(() => LoraAdapters.Attach(large, adapter));
        Assert.AreEqual(ModelFault.AdapterMismatch, fault.Fault);
        StringAssert.Contains(fault.Message, "'model.layers.0.self_attn.q_proj' of shape [64, 64], but that of the base model has [128, 128]");
    }

    private static LoraOptions Options(GoldenCase given)
    {
        var lora = given.Root.GetProperty("lora");
        var targets = lora.GetProperty("targetModules");
        return new LoraOptions
        {
            Rank = lora.GetProperty("r").GetInt32(),
            Alpha = lora.GetProperty("alpha").GetDouble(),
            Dropout = lora.GetProperty("dropout").GetDouble(),
            UseRslora = lora.GetProperty("useRslora").GetBoolean(),
            UseDora = lora.GetProperty("useDora").GetBoolean(),
            Targets = targets.ValueKind == System.Text.Json.JsonValueKind.Array ? [.. targets.EnumerateArray().Select(target => target.GetString()!)] : [targets.GetString()!],
        };
    }

    private static void Equal(JsonObject expected, JsonObject actual)
    {
        CollectionAssert.AreEqual(expected.Select(entry => entry.Key).ToList(), actual.Select(entry => entry.Key).ToList());
        foreach (var (key, value) in expected)
            Assert.IsTrue(JsonNode.DeepEquals(value, actual[key]), $"{key}: {value?.ToJsonString()} and {actual[key]?.ToJsonString()}");
    }

    private static void Equal(string expectedPath, string actualPath)
    {
        using var expected = SafetensorsFile.Open(expectedPath);
        using var actual = SafetensorsFile.Open(actualPath);
        CollectionAssert.AreEquivalent(expected.Metadata?.ToList(), actual.Metadata?.ToList());
        CollectionAssert.AreEquivalent(expected.Tensors.Select(tensor => tensor.Name).ToList(), actual.Tensors.Select(tensor => tensor.Name).ToList());
        foreach (var tensor in expected.Tensors)
        {
            var other = actual.Require(tensor.Name);
            Assert.AreEqual(tensor.Type, other.Type, tensor.Name);
            CollectionAssert.AreEqual(tensor.Shape.ToList(), other.Shape.ToList(), tensor.Name);
            Assert.IsTrue(expected.Span(tensor).SequenceEqual(actual.Span(other)), tensor.Name);
        }
    }
}
