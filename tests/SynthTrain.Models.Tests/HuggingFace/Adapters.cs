using System.Text.Json.Nodes;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Models.Safetensors;

namespace SynthTrain.Models.Tests.HuggingFace;

[TestClass]
public sealed class Adapters
{
    private static IEnumerable<object[]> Cases => Golden.Find("training/lora") is { } folder
        ? Directory.GetDirectories(folder).Select(path => new object[] { Path.GetFileName(path) }) : [["llama-qv-r8"]];

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void An_adapter_is_written_again_with_a_config_of_the_same_meaning_and_the_same_bytes(string name)
    {
        foreach (var part in Directory.GetDirectories(Golden.Require("training/lora/" + name)).Select(Path.GetFileName))
        {
            var folder = Golden.Require($"training/lora/{name}/{part}");
            using var target = new TempFolder();
            using (var adapter = Adapter.Open(folder))
                adapter.Write(target.Path);
            SameBytes.Assert(File.ReadAllBytes(Path.Combine(folder, "adapter_model.safetensors")), File.ReadAllBytes(target.At("adapter_model.safetensors")), folder);
            Assert.IsTrue(JsonNode.DeepEquals(JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "adapter_config.json"))), JsonNode.Parse(File.ReadAllText(target.At("adapter_config.json")))), folder);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void A_merged_model_is_the_one_that_PEFT_merges(string name)
    {
        var expectedFile = Golden.Require($"training/lora/{name}/merged.safetensors");
        using var target = new TempFolder();
        using var adapter = Adapter.Open(Golden.Require($"training/lora/{name}/final"));
        using var model = HuggingFaceModel.Open(Golden.Require(adapter.Config.BaseModel!));
        AdapterMerge.Write(model, adapter, target.Path);
        using var merged = HuggingFaceModel.Open(target.Path);
        using var expected = SafetensorsFile.Open(expectedFile);
        foreach (var tensor in expected.Tensors)
            AssertClose(expected.ReadFloats(tensor), merged.Weights.ReadFloats(tensor.Name), name.StartsWith("untied-bf16", StringComparison.Ordinal), tensor.Name);
        foreach (var other in model.Weights.Names.Where(other => expected.Find(other) is null))
            Assert.IsTrue(model.Weights.ReadFloats(other).AsSpan().SequenceEqual(merged.Weights.ReadFloats(other)), other);
    }

    [TestMethod]
    [DataRow("policy")]
    [DataRow("train/initial")]
    [DataRow("train/final")]
    public void Adapters_of_preference_training_are_read_too(string part)
    {
        using var adapter = Adapter.Open(Golden.Require("training/dpo/" + part));
        Assert.IsNotEmpty(adapter.Modules);
    }

    [TestMethod]
    public void An_adapter_that_was_trained_is_written_with_the_bytes_of_PEFT()
    {
        var folder = Golden.Require("training/lora/llama-qv-dora/final");
        using var target = new TempFolder();
        using (var adapter = Adapter.Open(folder))
        {
            var config = adapter.Config with { Json = [] };
            Adapter.Write(target.Path, config, adapter.Weights.Tensors.ToDictionary(tensor => tensor.Name, tensor => (tensor.Shape.ToArray(), adapter.Weights.ReadFloats(tensor))));
        }

        SameBytes.Assert(File.ReadAllBytes(Path.Combine(folder, "adapter_model.safetensors")), File.ReadAllBytes(target.At("adapter_model.safetensors")), folder);
        using var again = Adapter.Open(target.Path);
        Assert.AreEqual((8, true, "true"), (again.Config.Rank, again.Config.UseDora, again.Config.InitLoraWeights));
        Assert.AreEqual("model.layers.0.self_attn.q_proj", again.Modules.Keys.Order().First());
    }

    [TestMethod]
    public void An_adapter_of_another_base_model_is_refused()
    {
        using var target = new TempFolder();
        using var adapter = Adapter.Open(Golden.Require("training/lora/qwen3-qkvo-r16/final"));
        using var model = HuggingFaceModel.Open(Golden.Require("models/llama-tied-rope"));
        var exception = Assert.ThrowsExactly<ModelException>(() => AdapterMerge.Write(model, adapter, target.Path));
        Assert.AreEqual(ModelFault.AdapterMismatch, exception.Fault);
        StringAssert.Contains(exception.Message, "it belongs to another base model");
    }

    [TestMethod]
    [DataRow("\"pissa\"")]
    [DataRow("\"pissa_niter_16\"")]
    [DataRow("\"olora\"")]
    [DataRow("\"corda\"")]
    [DataRow("\"loftq\"")]
    [DataRow("\"lora_ga\"")]
    [DataRow("\"something_new\"")]
    public void An_adapter_whose_start_was_taken_from_the_base_is_read_and_written_but_not_merged(string start)
    {
        using var source = Started(start);
        using var target = new TempFolder();
        using var adapter = Adapter.Open(source.Path);
        adapter.Write(target.At("again"));
        using var model = HuggingFaceModel.Open(Golden.Require(adapter.Config.BaseModel!));
        foreach (var merge in new Action[] { () => AdapterMerge.Write(model, adapter, target.At("merged")), () => AdapterMerge.WriteWeights(model, adapter, _ => new MemoryStream()) })
        {
            var exception = Assert.ThrowsExactly<ModelException>(merge);
            Assert.AreEqual(("ST3009", source.At("adapter_config.json")), (exception.Code, exception.File));
            StringAssert.Contains(exception.Message, $"'init_lora_weights' of '{source.At("adapter_config.json")}' is '{start.Trim('"')}'");
            StringAssert.Contains(exception.Message, "path_initial_model_for_weight_conversion");
        }

        Assert.IsFalse(Directory.Exists(target.At("merged")));
    }

    [TestMethod]
    [DataRow("true")]
    [DataRow("false")]
    [DataRow("null")]
    [DataRow("\"True\"")]
    [DataRow("\"gaussian\"")]
    [DataRow("\"Gaussian\"")]
    [DataRow("\"eva\"")]
    [DataRow("\"orthogonal\"")]
    public void An_adapter_whose_start_leaves_the_base_alone_is_merged(string start)
    {
        using var source = Started(start);
        using var adapter = Adapter.Open(source.Path);
        using var model = HuggingFaceModel.Open(Golden.Require(adapter.Config.BaseModel!));
        AdapterMerge.WriteWeights(model, adapter, _ => new MemoryStream());
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void An_adapted_output_of_a_tied_model_is_refused_with_the_reason(bool stored)
    {
        using var source = new TempFolder();
        using var target = new TempFolder();
        var folder = Golden.Require("models/llama-tied-rope");
        File.Copy(Path.Combine(folder, "config.json"), target.At("config.json"));
        using var weights = SafetensorsFile.Open(Path.Combine(folder, "model.safetensors"));
        var embedding = weights.Require("model.embed_tokens.weight");
        using (var stream = File.Create(target.At("model.safetensors")))
        {
            var writer = new SafetensorsWriter(stream, stored ? [.. weights.Tensors, embedding with { Name = "lm_head.weight" }] : weights.Tensors, weights.Metadata);
            foreach (var tensor in writer.Tensors)
                writer.WriteTensor(tensor.Name, weights.Span(tensor.Name == "lm_head.weight" ? embedding : weights.Require(tensor.Name)));
            writer.Finish();
        }

        Adapter.Write(source.Path, new AdapterConfig { Rank = 1, TargetModules = ["lm_head"] }, new Dictionary<string, (long[] Shape, float[] Values)>
        {
            [Adapter.TensorName("lm_head", "lora_A.weight")] = ([1, embedding.Shape[1]], new float[embedding.Shape[1]]),
            [Adapter.TensorName("lm_head", "lora_B.weight")] = ([embedding.Shape[0], 1], new float[embedding.Shape[0]]),
        });
        using var adapter = Adapter.Open(source.Path);
        using var model = HuggingFaceModel.Open(target.Path);
        var exception = Assert.ThrowsExactly<ModelException>(() => AdapterMerge.Write(model, adapter, target.At("merged")));
        Assert.AreEqual("ST3016", exception.Code);
        StringAssert.Contains(exception.Message, "'tie_word_embeddings'");
        StringAssert.Contains(exception.Message, "would be lost");
    }

    [TestMethod]
    public void A_merge_tells_of_every_tensor_and_stops_between_two()
    {
        using var adapter = Adapter.Open(Golden.Require("training/lora/llama-qv-r8/final"));
        using var model = HuggingFaceModel.Open(Golden.Require(adapter.Config.BaseModel!));
        var heard = new List<WrittenTensor>();
        AdapterMerge.WriteWeights(model, adapter, _ => new MemoryStream(), heard.Add);
        CollectionAssert.AreEqual(Enumerable.Range(1, heard.Count).ToList(), heard.ConvertAll(tensor => tensor.Number));
        CollectionAssert.AreEquivalent(model.Weights.Names.ToList(), heard.ConvertAll(tensor => tensor.Name));
        heard.Clear();
        using var source = new CancellationTokenSource();
        Assert.ThrowsExactly<OperationCanceledException>(() => AdapterMerge.WriteWeights(model, adapter, _ => new MemoryStream(), Third, source.Token));
        Assert.HasCount(3, heard);

        void Third(WrittenTensor tensor)
        {
            heard.Add(tensor);
            if (tensor.Number == 3)
                source.Cancel();
        }
    }

    [TestMethod]
    public void Patterns_name_modules_from_a_dot_on_and_the_first_that_fits_counts()
    {
        var config = new AdapterConfig { Rank = 4, Alpha = 8, RankPattern = new Dictionary<string, int> { ["layers.1.*q_proj"] = 2, ["q_proj"] = 16 }, AlphaPattern = new Dictionary<string, double> { ["v_proj"] = 32 } };
        Assert.AreEqual(2, config.RankOf("model.layers.1.self_attn.q_proj"));
        Assert.AreEqual(16, config.RankOf("model.layers.0.self_attn.q_proj"));
        Assert.AreEqual(4, config.RankOf("model.layers.0.self_attn.xq_proj"));
        Assert.AreEqual(8.0, config.Scaling("model.layers.0.self_attn.v_proj", 4));
        Assert.AreEqual(4.0, (config with { UseRslora = true }).Scaling("model.layers.0.self_attn.q_proj", 4));
        var all = AdapterConfigFile.Read(JsonText.Parse("a.json", """{"peft_type":"LORA","target_modules":"all-linear","r":2,"rank_pattern":{"q_proj":2}}"""u8.ToArray()));
        Assert.AreEqual(("all-linear", 0), (all.TargetPattern, all.TargetModules.Count));
    }

    private static TempFolder Started(string start)
    {
        var folder = Golden.Require("training/lora/llama-qv-r8/final");
        var target = new TempFolder();
        File.Copy(Path.Combine(folder, "adapter_model.safetensors"), target.At("adapter_model.safetensors"));
        var config = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "adapter_config.json")))!;
        config["init_lora_weights"] = JsonNode.Parse(start);
        File.WriteAllText(target.At("adapter_config.json"), config.ToJsonString());
        return target;
    }

    private static void AssertClose(float[] expected, float[] actual, bool rounded, string name)
    {
        Assert.HasCount(expected.Length, actual, name);
        for (var index = 0; index < expected.Length; index++)
            Assert.AreEqual(expected[index], actual[index], rounded ? (Math.Abs(expected[index]) / 128) + 1e-5 : 3e-7, $"{name}[{index}]");
    }
}
