using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Models.Templates;
using SynthTrain.Training.BaseModels;

namespace SynthTrain.Training.Tests.BaseModels;

/// <summary>A GGUF by llama.cpp's converter as a base model: the folder that it was made of, again.</summary>
[TestClass]
public sealed class OpenGgufTests
{
    [TestMethod]
    [DataRow("llama-tied-rope", "f32")]
    [DataRow("qwen2-bias", "f32")]
    [DataRow("qwen3-qknorm", "f16")]
    [DataRow("smollm2-like", "f32")]
    [DataRow("mistral", "f32")]
    [DataRow("llama-untied-bf16-sharded", "bf16")]
    public void Scores_conversation_and_written_folder_are_those_of_the_folder_it_was_made_of(string name, string type)
    {
        var file = Golden.Require($"gguf/{name}.{type}.gguf");
        using var folder = new ModelFolder();
        using var source = BaseModelOpener.OpenFolder(Golden.Require($"models/{name}"));
        using var model = BaseModelOpener.Open([file]);
        TrainedModelWriter.Write(model, folder.Open);
        using var again = BaseModelOpener.OpenFolder(folder.Path);
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var ids = tensor((long[])[1, 5, 9, 2], [1, 4]);
        var scores = source.Decoder.forward(ids);
        var bound = type == "f16" ? 2e-2 : 1e-4;
        Assert.IsTrue((scores - model.Decoder.forward(ids)).abs().max().item<float>() <= bound);
        Assert.IsTrue((scores - again.Decoder.forward(ids)).abs().max().item<float>() <= bound);
        AssertChat(name, model);
        AssertChat(name, again);
        Assert.IsTrue(source.EndTokens.All(again.EndTokens.Contains));
        CollectionAssert.AreEqual(model.EndTokens.ToArray(), again.EndTokens.ToArray());
    }

    [TestMethod]
    public void A_sentencepiece_vocabulary_can_be_read_and_is_refused_before_the_training()
    {
        using var model = BaseModelOpener.Open([Golden.Require("gguf/mistral-window.f32.gguf")]);
        var fault = Assert.ThrowsExactly<SynthException>(() => TrainedModelWriter.Check(model)).Diagnostics[0];
        Assert.AreEqual(Codes.UntrainableModel, fault.Code);
        StringAssert.Contains(fault.Message, "SentencePiece");
    }

    private static void AssertChat(string name, LoadedModel model)
    {
        using var expected = JsonDocument.Parse(File.ReadAllBytes(Golden.Require($"models/{name}/expected/chat.json")));
        var text = model.RequireTemplate().Render(new ChatTemplateInput { Messages = expected.RootElement.GetProperty("messages"), Variables = model.TemplateVariables, AddGenerationPrompt = true }).Text;
        Assert.AreEqual(expected.RootElement.GetProperty("withPrompt").GetString(), text);
        CollectionAssert.AreEqual(expected.RootElement.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()).ToArray(), model.Tokenizer.Encode(text, addSpecialTokens: false));
    }
}
