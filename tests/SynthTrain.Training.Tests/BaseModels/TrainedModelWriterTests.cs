using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Models;
using SynthTrain.Models.HuggingFace;
using SynthTrain.Models.Templates;
using SynthTrain.Training.BaseModels;
using SynthTrain.Training.Lora;

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
    [DataRow("llama-all-linear-r4", "llama-tied-rope")]
    [DataRow("llama-qv-dora-brandom", "llama-tied-rope")]
    [DataRow("untied-bf16base-f32adapter-qv-r8", "llama-untied-bf16-sharded")]
    public void An_adapter_is_merged_and_written_as_by_peft(string name, string @base)
    {
        var golden = Golden.Require($"training/lora/{name}");
        using var folder = new ModelFolder();
        using var peft = Adapter.Open(Path.Combine(golden, "final"));
        using (var model = BaseModelOpener.OpenFolder(Golden.Require($"models/{@base}"), options: new() { Name = "base" }))
            TrainedModelWriter.Write(model, folder.Open, LoraAdapters.Attach(model.Decoder, peft));
        using var written = HuggingFaceModel.Open(folder.Path);
        using var expected = Models.Safetensors.SafetensorsFile.Open(Path.Combine(golden, "merged.safetensors"));
        foreach (var tensor in expected.Tensors)
        {
            Assert.AreEqual(tensor.Type, written.Weights.Require(tensor.Name).Tensor.Type, tensor.Name);
            var pairs = expected.ReadFloats(tensor).Zip(written.Weights.ReadFloats(tensor.Name));
            var bound = tensor.Type == Models.Safetensors.SafetensorsType.BF16 ? 1 / 128.0 : 1e-6;
            Assert.IsTrue(pairs.All(pair => Math.Abs(pair.First - pair.Second) <= bound * Math.Max(1, Math.Abs(pair.First))), tensor.Name);
        }

        CollectionAssert.AreEqual(TrainedModelWriter.Roles.Concat(TrainedModelWriter.AdapterRoles).Order().ToArray(), Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order().ToArray());
        using var again = Adapter.Open(folder.Path);
        Assert.AreEqual("base", again.Config.BaseModel);
        foreach (var tensor in peft.Weights.Tensors)
            Assert.IsTrue(peft.Weights.Span(tensor).SequenceEqual(again.Weights.Span(again.Weights.Require(tensor.Name))), tensor.Name);
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
    public void Special_tokens_that_the_map_alone_names_are_rendered_by_the_written_model_too()
    {
        using var folder = ModelFolder.Copy("llama-tied-rope");
        folder.Edit("tokenizer_config.json", json => json.Remove("bos_token"));
        File.WriteAllText(folder["special_tokens_map.json"], """{"bos_token":{"content":"<|begin_of_text|>","lstrip":false,"normalized":false,"rstrip":false,"single_word":false},"additional_special_tokens":["<|a|>",{"content":"<|b|>"}]}""");
        File.WriteAllText(folder["chat_template.jinja"], "{{ bos_token }}{{ additional_special_tokens | join }}{{ messages[0].content }}");
        using var output = new ModelFolder();
        using var model = BaseModelOpener.OpenFolder(folder.Path);
        Assert.AreEqual("<|begin_of_text|><|a|><|b|>x", Text(model));
        TrainedModelWriter.Write(model, output.Open);
        using var again = BaseModelOpener.OpenFolder(output.Path);
        Assert.AreEqual(Text(model), Text(again));
        Assert.AreEqual("<|begin_of_text|>", JsonNode.Parse(File.ReadAllText(output["tokenizer_config.json"]))!["bos_token"]!.GetValue<string>());

        static string Text(LoadedModel model) => model.RequireTemplate().Render(Chat(model)).Text;
    }

    [TestMethod]
    public void A_model_without_a_template_is_written_with_one_that_refuses_and_opens_without_one()
    {
        using var folder = ModelFolder.Copy("llama-tied-rope");
        File.Delete(folder["chat_template.jinja"]);
        using var output = new ModelFolder();
        using (var model = BaseModelOpener.OpenFolder(folder.Path))
            TrainedModelWriter.Write(model, output.Open);
        using var again = BaseModelOpener.OpenFolder(output.Path);
        Assert.IsNull(again.Template);
        Assert.AreEqual(Codes.UntrainableModel, Assert.ThrowsExactly<SynthException>(again.RequireTemplate).Diagnostics[0].Code);
        var written = ChatTemplate.Parse(File.ReadAllText(output["chat_template.jinja"]));
        var fault = Assert.ThrowsExactly<ModelException>(() => written.Render(Chat(again)));
        Assert.AreEqual(ModelFault.TemplateRefused, fault.Fault);
        StringAssert.Contains(fault.Message, "no chat template");
        using var named = BaseModelOpener.OpenFolder(output.Path, options: new() { Template = "chatml" });
        StringAssert.Contains(named.RequireTemplate().Source, "<|im_start|>");
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
            var fault = Assert.ThrowsExactly<SynthException>(() => TrainedModelWriter.WriteWeights(model, output.Open("model.safetensors"), name => name == "model.norm.weight" ? [.. Enumerable.Repeat(70000f, 64)] : source.Weights.ReadFloats(name), default)).Diagnostics[0];
            Assert.AreEqual(Codes.WeightsLost, fault.Code);
        }
    }

    private static ChatTemplateInput Chat(LoadedModel model) => new() { Messages = JsonElement.Parse("""[{"role":"user","content":"x"}]"""), Variables = model.TemplateVariables };
}
