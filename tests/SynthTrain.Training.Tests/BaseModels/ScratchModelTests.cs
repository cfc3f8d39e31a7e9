using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Models.Tokenizers.Training;
using SynthTrain.Training.BaseModels;
using SynthTrain.Training.Configuration;

namespace SynthTrain.Training.Tests.BaseModels;

/// <summary>A model from nothing: a function of data and seed, and as transformers would start one.</summary>
[TestClass]
public sealed class ScratchModelTests
{
    private static readonly ScratchOptions s_small = new() { VocabularySize = 300, HiddenSize = 64, IntermediateSize = 128, LayerCount = 2, HeadCount = 4, KeyValueHeadCount = 2, MaxPositions = 128 };

    [TestMethod]
    [DataRow("alpaca")]
    [DataRow("chatml")]
    [DataRow("gemma")]
    [DataRow("llama")]
    [DataRow("mistral")]
    [DataRow("qwen")]
    public void Every_special_token_of_its_template_is_one_token_and_its_end_ends_answers(string template)
    {
        using var model = ScratchModel.Make(s_small with { Template = template }, Chats(), 1);
        var text = model.RequireTemplate().RenderForTraining(new() { Messages = Chats().First(), Variables = model.TemplateVariables });
        var ids = model.Tokenizer.Encode(text.Text, addSpecialTokens: false);
        Assert.AreEqual(text.Text, model.Tokenizer.Decode(ids, skipSpecialTokens: false));
        Assert.HasCount(1, model.EndTokens);
        Assert.IsTrue(ids.Contains(model.EndTokens[0]));
        Assert.IsTrue(model.Tokenizer.VocabularySize <= 300 && model.Config.VocabularySize == model.Tokenizer.VocabularySize);
    }

    [TestMethod]
    public void Pieces_of_json_answers_are_one_token_each_and_values_keep_theirs()
    {
        var answers = Enumerable.Range(0, 40).Select(i => $$"""{"command":"pr","subcommand":"list","args":{"author":"user{{i}}","limit":{{i}}},"flags":[]}""").ToArray();
        var chats = answers.Select(answer => JsonSerializer.SerializeToElement<object[]>([new { role = "user", content = "prs" }, new { role = "assistant", content = answer }])).ToList();

        CollectionAssert.AreEqual((string[])["\",\"limit\":", "\"author\":\"", "{\"command\":\"pr\",\"subcommand\":\"list\",\"args\":{", "},\"flags\":[]}"], AnswerPieces.Of(chats, 10).Order(StringComparer.Ordinal).ToArray());
        Assert.HasCount(0, AnswerPieces.Of(chats, 0));
        Assert.HasCount(0, AnswerPieces.Of([JsonSerializer.SerializeToElement<object[]>([new { role = "assistant", content = "no JSON, and {\"half\":" }])], 10));

        using var model = ScratchModel.Make(s_small with { AnswerTokens = 10, Spaces = SpaceRule.Apart, VocabularySize = 320 }, chats, 1);
        var ids = model.Tokenizer.Encode(answers[7], addSpecialTokens: false);
        Assert.AreEqual(answers[7], model.Tokenizer.Decode(ids, skipSpecialTokens: true));
        Assert.IsTrue(ids.Length <= 4 + "user7".Length + 1, string.Join(" ", ids.Select(model.Tokenizer.IdToToken)));
    }

    [TestMethod]
    public void Equal_data_and_seed_give_equal_bytes_and_another_seed_others()
    {
        var (first, second, third) = (Written(7), Written(7), Written(8));
        CollectionAssert.AreEqual(first, second);
        CollectionAssert.AreNotEqual(first, third);
    }

    [TestMethod]
    public void First_weights_are_normal_with_deviation_two_hundredths_and_norms_are_one()
    {
        using var model = ScratchModel.Make(s_small, Chats(), 3);
        foreach (var (name, parameter) in model.Decoder.named_parameters())
        {
            var values = TensorValues.Read(parameter).Select(value => (double)value).ToArray();
            if (name.EndsWith("norm.weight", StringComparison.Ordinal))
            {
                Assert.IsTrue(values.All(value => value == 1), name);
                continue;
            }

            var mean = values.Average();
            var deviation = Math.Sqrt(values.Average(value => value * value));
            Assert.IsTrue(Math.Abs(mean) < 0.0015 && Math.Abs(deviation - 0.02) < 0.0015, $"{name}: {mean:g3} {deviation:g3}");
            Assert.IsTrue(values.Max(Math.Abs) < 0.02 * 6, name);
        }
    }

    [TestMethod]
    public void Digits_are_single_tokens()
    {
        using var model = ScratchModel.Make(s_small with { VocabularySize = 400 }, Enumerable.Repeat(JsonElement.Parse("""[{"role":"user","content":"2026 2026"},{"role":"assistant","content":"2026"}]"""), 50), 3);
        Assert.HasCount(4, model.Tokenizer.Encode("2026", addSpecialTokens: false));
    }

    [TestMethod]
    public void A_written_one_opens_with_the_same_scores()
    {
        using var folder = new ModelFolder();
        using var model = ScratchModel.Make(s_small, Chats(), 3);
        TrainedModelWriter.Write(model, folder.Open);
        using var again = BaseModelOpener.OpenFolder(folder.Path);
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var ids = tensor((long[])[1, 5, 9, 2], [1, 4]);
        Assert.AreEqual(0.0, (model.Decoder.forward(ids) - again.Decoder.forward(ids)).abs().max().item<float>());
        CollectionAssert.AreEqual(model.EndTokens.ToArray(), again.EndTokens.ToArray());
        Assert.AreEqual(model.Config, again.Config);
    }

    [TestMethod]
    public void Sizes_that_contradict_each_other_are_named_together()
    {
        var faults = Assert.ThrowsExactly<SynthException>(() => ScratchModel.Make(s_small with { HeadCount = 5, VocabularySize = 100 }, [], 1)).Diagnostics;
        Assert.IsTrue(faults.All(fault => fault.Code == Codes.TrainingConfig));
        Assert.AreEqual("hidden_size,num_key_value_heads,vocab_size", string.Join(',', faults.Select(fault => fault.Message.Split(' ')[0]["model.".Length..])));
    }

    private static byte[] Written(long seed)
    {
        using var folder = new ModelFolder();
        using var model = ScratchModel.Make(s_small, Chats(), seed);
        TrainedModelWriter.Write(model, folder.Open);
        return [.. TrainedModelWriter.Roles.SelectMany(role => File.ReadAllBytes(folder[role]))];
    }

    private static IEnumerable<JsonElement> Chats() => Enumerable.Range(0, 40).Select(i => JsonElement.Parse($$"""[{"role":"user","content":"List the {{i}} open pull requests"},{"role":"assistant","content":"gh pr list --limit {{i}}"}]"""));
}
