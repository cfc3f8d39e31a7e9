using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Models;
using SynthTrain.Models.Templates;
using SynthTrain.Training.BaseModels;

namespace SynthTrain.Training.Tests.BaseModels;

/// <summary>A Hugging Face folder as a model that can be asked: what transformers rendered and tokenized with it.</summary>
[TestClass]
public sealed class OpenFolderTests
{
    [TestMethod]
    [DataRow("llama-tied-rope")]
    [DataRow("llama-untied-bf16-sharded")]
    [DataRow("smollm2-like")]
    [DataRow("qwen2-bias")]
    [DataRow("qwen3-qknorm")]
    [DataRow("mistral")]
    [DataRow("mistral-window")]
    public void Its_conversation_is_rendered_and_tokenized_as_by_transformers(string name)
    {
        using var model = BaseModelOpener.OpenFolder(Golden.Require($"models/{name}"));
        using var expected = JsonDocument.Parse(File.ReadAllBytes(Golden.Require($"models/{name}/expected/chat.json")));
        var chat = new ChatTemplateInput { Messages = expected.RootElement.GetProperty("messages"), Variables = model.TemplateVariables };
        Assert.AreEqual(expected.RootElement.GetProperty("text").GetString(), model.RequireTemplate().Render(chat).Text);
        var text = model.RequireTemplate().Render(chat with { AddGenerationPrompt = true }).Text;
        Assert.AreEqual(expected.RootElement.GetProperty("withPrompt").GetString(), text);
        CollectionAssert.AreEqual(expected.RootElement.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()).ToArray(), model.Tokenizer.Encode(text, addSpecialTokens: false));
    }

    [TestMethod]
    [DataRow("llama-tied-rope", "<|eot_id|>")]
    [DataRow("qwen2-bias", "<|im_end|>")]
    [DataRow("mistral-window", "</s>")]
    public void Its_end_tokens_hold_the_templates_end_of_turn(string name, string token)
    {
        using var model = BaseModelOpener.OpenFolder(Golden.Require($"models/{name}"));
        CollectionAssert.AreEqual(new[] { model.Tokenizer.TokenToId(token)!.Value }, model.EndTokens.ToArray());
    }

    [TestMethod]
    public void An_end_of_turn_that_no_config_names_is_an_end_token()
    {
        using var folder = ModelFolder.Copy("qwen2-bias");
        folder.Edit("generation_config.json", json => json["eos_token_id"] = 635);
        folder.Edit("config.json", json => json["eos_token_id"] = 635);
        using var model = BaseModelOpener.OpenFolder(folder.Path);
        CollectionAssert.AreEqual(new[] { 635, 637 }, model.EndTokens.ToArray());
    }

    [TestMethod]
    public void An_embedding_with_padding_fits()
    {
        using var model = BaseModelOpener.OpenFolder(Golden.Require("models/qwen2-bias"));
        Assert.IsTrue(model.Config.VocabularySize > model.Tokenizer.VocabularySize);
    }

    [TestMethod]
    public void A_tokenizer_with_more_tokens_than_the_embedding_has_rows_is_named()
    {
        using var folder = ModelFolder.Copy("llama-tied-rope");
        folder.Edit("tokenizer.json", json => json["added_tokens"]!.AsArray().Add(new System.Text.Json.Nodes.JsonObject { ["id"] = 640, ["content"] = "<|extra|>", ["special"] = true, ["single_word"] = false, ["lstrip"] = false, ["rstrip"] = false, ["normalized"] = false }));
        var fault = Assert.ThrowsExactly<SynthException>(() => BaseModelOpener.OpenFolder(folder.Path)).Diagnostics[0];
        Assert.AreEqual(Codes.VocabularyMismatch, fault.Code);
        StringAssert.Contains(fault.Message, "'<|extra|>'");
        StringAssert.Contains(fault.Message, "640 rows");
    }

    [TestMethod]
    public void A_model_without_a_template_opens_and_says_which_there_are_when_one_is_needed()
    {
        using var folder = ModelFolder.Copy("llama-tied-rope");
        File.Delete(folder["chat_template.jinja"]);
        using var model = BaseModelOpener.OpenFolder(folder.Path);
        Assert.IsNull(model.Template);
        var fault = Assert.ThrowsExactly<SynthException>(model.RequireTemplate).Diagnostics[0];
        Assert.AreEqual(Codes.UntrainableModel, fault.Code);
        StringAssert.Contains(fault.Message, "alpaca, chatml, gemma, llama");
        StringAssert.Contains(fault.Message, "model.chat_template");
    }

    [TestMethod]
    public void A_template_that_the_project_asks_for_replaces_the_models()
    {
        using var model = BaseModelOpener.OpenFolder(Golden.Require("models/llama-tied-rope"), options: new() { Template = "alpaca" });
        StringAssert.Contains(model.RequireTemplate().Source, "### Instruction:");
        var fault = Assert.ThrowsExactly<SynthException>(() => BaseModelOpener.OpenFolder(Golden.Require("models/llama-tied-rope"), options: new() { Template = "vicuna" })).Diagnostics[0];
        Assert.AreEqual(Codes.TrainingConfig, fault.Code);
    }

    [TestMethod]
    public void A_template_in_the_tokenizer_config_is_found_as_text_and_as_list()
    {
        using var folder = ModelFolder.Copy("llama-tied-rope");
        File.Delete(folder["chat_template.jinja"]);
        folder.Edit("tokenizer_config.json", json => json["chat_template"] = "A{{ eos_token }}");
        using (var model = BaseModelOpener.OpenFolder(folder.Path))
            Assert.AreEqual("A{{ eos_token }}", model.RequireTemplate().Source);
        folder.Edit("tokenizer_config.json", json => json["chat_template"] = System.Text.Json.Nodes.JsonNode.Parse("""[{"name":"tool_use","template":"B"},{"name":"default","template":"C"}]"""));
        using (var model = BaseModelOpener.OpenFolder(folder.Path))
            Assert.AreEqual("C", model.RequireTemplate().Source);
    }

    [TestMethod]
    public void A_sentencepiece_model_serves_where_there_is_no_tokenizer_json()
    {
        using var folder = ModelFolder.Copy("mistral-window");
        File.Delete(folder["tokenizer.json"]);
        using var model = BaseModelOpener.OpenFolder(folder.Path);
        Assert.AreEqual(model.Tokenizer.TokenToId("</s>"), model.EndTokens[0]);
        Assert.AreEqual(Codes.UntrainableModel, Assert.ThrowsExactly<SynthException>(() => TrainedModelWriter.Check(model)).Diagnostics[0].Code);
        File.Delete(folder["tokenizer.model"]);
        Assert.AreEqual(ModelFault.NotFound, Assert.ThrowsExactly<ModelException>(() => BaseModelOpener.OpenFolder(folder.Path)).Fault);
    }

    [TestMethod]
    public void Weights_that_are_no_input_are_not_looked_at()
    {
        using var folder = ModelFolder.Copy("llama-tied-rope");
        File.WriteAllText(folder["model.safetensors.index.json"], "left from an earlier model");
        var files = Directory.GetFiles(folder.Path).Where(file => !file.EndsWith("index.json", StringComparison.Ordinal)).ToArray();
        using var model = BaseModelOpener.Open(files);
        Assert.AreEqual(640, model.Config.VocabularySize);
        Assert.AreEqual(ModelFault.NotFound, Assert.ThrowsExactly<ModelException>(() => BaseModelOpener.Open([.. files.Where(file => !file.EndsWith("/config.json", StringComparison.Ordinal))])).Fault);
    }
}
