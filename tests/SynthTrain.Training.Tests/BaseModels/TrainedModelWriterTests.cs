using System.Text.Json.Nodes;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Training.BaseModels;

namespace SynthTrain.Training.Tests.BaseModels;

/// <summary>What is written opens again as the same model, with the base's own papers.</summary>
[TestClass]
public sealed class TrainedModelWriterTests
{
    [TestMethod]
    [DataRow("llama-tied-rope")]
    [DataRow("llama-untied-bf16-sharded")]
    [DataRow("qwen2-bias")]
    [DataRow("qwen3-qknorm")]
    [DataRow("mistral-window")]
    public void A_written_model_gives_the_same_scores_and_has_the_bases_papers(string name)
    {
        var source = Golden.Require($"models/{name}");
        using var folder = new ModelFolder();
        using var model = BaseModelOpener.OpenFolder(source);
        TrainedModelWriter.Write(model, folder.Open);
        using var again = BaseModelOpener.OpenFolder(folder.Path);
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var ids = tensor((long[])[1, 5, 9, 2], [1, 4]);
        Assert.AreEqual(0.0, (model.Decoder.forward(ids) - again.Decoder.forward(ids)).abs().max().item<float>());
        CollectionAssert.AreEqual(TrainedModelWriter.Roles.Order().ToArray(), Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order().ToArray());
        CollectionAssert.AreEqual(File.ReadAllBytes(Path.Combine(source, "tokenizer.json")), File.ReadAllBytes(folder["tokenizer.json"]));
        foreach (var paper in new[] { "config.json", "generation_config.json", "tokenizer_config.json" })
            Assert.IsTrue(JsonNode.DeepEquals(JsonNode.Parse(File.ReadAllText(Path.Combine(source, paper))), JsonNode.Parse(File.ReadAllText(folder[paper]))), paper);
        CollectionAssert.AreEqual(model.EndTokens.ToArray(), again.EndTokens.ToArray());
    }

    [TestMethod]
    public void Weights_have_the_bases_types_and_bytes()
    {
        using var folder = new ModelFolder();
        using var source = HuggingFaceModel.Open(Golden.Require("models/llama-untied-bf16-sharded"));
        using (var model = BaseModelOpener.OpenFolder(source.Folder))
            TrainedModelWriter.Write(model, folder.Open);
        using var written = HuggingFaceModel.Open(folder.Path);
        foreach (var name in source.Weights.Names)
        {
            var (a, b) = (source.Weights.Require(name), written.Weights.Require(name));
            Assert.AreEqual(a.Tensor.Type, b.Tensor.Type);
            Assert.IsTrue(a.File.Span(a.Tensor).SequenceEqual(b.File.Span(b.Tensor)), name);
        }
    }

    [TestMethod]
    public void Merged_values_stand_in_for_the_weights_they_are_of()
    {
        const string Name = "model.layers.0.self_attn.q_proj.weight";
        using var folder = new ModelFolder();
        using var model = BaseModelOpener.OpenFolder(Golden.Require("models/llama-tied-rope"));
        TrainedModelWriter.Write(model, folder.Open, name => name == Name ? new float[64 * 64] : null);
        using var written = HuggingFaceModel.Open(folder.Path);
        Assert.IsTrue(written.Weights.ReadFloats(Name).All(value => value == 0));
        Assert.IsTrue(written.Weights.ReadFloats("model.layers.1.self_attn.q_proj.weight").Any(value => value != 0));
    }

    [TestMethod]
    public void The_end_of_turn_is_added_to_the_generation_config()
    {
        using var folder = ModelFolder.Copy("qwen2-bias");
        folder.Edit("generation_config.json", json => json["eos_token_id"] = 635);
        using var output = new ModelFolder();
        using (var model = BaseModelOpener.OpenFolder(folder.Path))
            TrainedModelWriter.Write(model, output.Open);
        Assert.AreEqual("[635,637]", JsonNode.Parse(File.ReadAllText(output["generation_config.json"]))!["eos_token_id"]!.ToJsonString());
    }

    [TestMethod]
    public void A_replaced_template_is_the_only_one_that_is_written()
    {
        using var folder = ModelFolder.Copy("qwen2-bias");
        folder.Edit("tokenizer_config.json", json => json["chat_template"] = "old");
        using var output = new ModelFolder();
        using (var model = BaseModelOpener.OpenFolder(folder.Path, options: new() { Template = "chatml" }))
            TrainedModelWriter.Write(model, output.Open);
        StringAssert.Contains(File.ReadAllText(output["chat_template.jinja"]), "<|im_start|>");
        Assert.IsFalse(File.ReadAllText(output["tokenizer_config.json"]).Contains("chat_template", StringComparison.Ordinal));
    }

    [TestMethod]
    public void A_weight_beyond_half_precision_is_an_error()
    {
        using var folder = ModelFolder.Copy("llama-tied-rope");
        using (var source = HuggingFaceModel.Open(folder.Path))
        {
            using var half = new ModelFolder();
            ModelFolderWriter.Write(new NewModel { Config = source.ConfigJson, Values = name => source.Weights.ReadFloats(name), Type = Models.Safetensors.SafetensorsType.F16, FilesFrom = folder.Path }, half.Path);
            using var model = BaseModelOpener.OpenFolder(half.Path);
            using var output = new ModelFolder();
            var fault = Assert.ThrowsExactly<SynthException>(() => TrainedModelWriter.Write(model, output.Open, name => name == "model.norm.weight" ? [.. Enumerable.Repeat(70000f, 64)] : null)).Diagnostics[0];
            Assert.AreEqual(Codes.WeightsLost, fault.Code);
        }
    }
}
