using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Models.Tokenizers.Training;
using SynthTrain.Training.BaseModels;
using SynthTrain.Training.Configuration;

namespace SynthTrain.Training.Tests.BaseModels;

/// <summary>A model that has seen nothing yet copies.</summary>
[TestClass]
public sealed class InductionHeadsTests
{
    private static readonly ScratchOptions s_sizes = new() { VocabularySize = 400, HiddenSize = 256, IntermediateSize = 256, LayerCount = 2, HeadCount = 4, KeyValueHeadCount = 4, MaxPositions = 256 };

    [TestMethod]
    [DataRow(96, 3, 1)]
    [DataRow(256, 4, 4)]
    [DataRow(256, 4, 2)]
    [DataRow(256, 8, 4)]
    [DataRow(384, 3, 1)]
    [DataRow(512, 8, 2)]
    public void What_is_said_a_second_time_is_foretold(int hidden, int heads, int keyHeads)
    {
        var sizes = s_sizes with { HiddenSize = hidden, HeadCount = heads, KeyValueHeadCount = keyHeads };
        var (copied, plain) = (Foretold(sizes with { InductionHeads = true }, 40), Foretold(sizes, 40));
        Assert.IsGreaterThan(0.9, copied, $"{copied:p1}");
        Assert.IsLessThan(0.05, plain, $"{plain:p1}");
    }

    [TestMethod]
    [DataRow(256, 768, 4, 40, 0.9)]
    [DataRow(256, 512, 3, 300, 0.7)]
    [DataRow(512, 2048, 6, 100, 0.9)]
    public void Further_blocks_and_some_hundred_tokens_between_do_not_hide_it(int hidden, int wide, int layers, int length, double least)
    {
        var copied = Foretold(s_sizes with { HiddenSize = hidden, IntermediateSize = wide, LayerCount = layers, KeyValueHeadCount = 2, InductionHeads = true, MaxPositions = 1024 }, length);
        Assert.IsGreaterThan(least, copied, $"{copied:p1}");
    }

    [TestMethod]
    public void A_word_with_a_space_is_the_word_without_it_and_which_of_the_two_stood_there_is_told()
    {
        using var model = ScratchModel.Make(s_sizes with { InductionHeads = true, Spaces = SpaceRule.Last }, Chats(), 5);
        var ids = model.Tokenizer.Encode("now pull open requests List gh rerun limit pr, now pull open requests List gh rerun limit pr", addSpecialTokens: false).ToArray();
        var period = ids.Length / 2;
        Assert.IsTrue(ids.Select(model.Tokenizer.IdToToken).Count(token => token is ['\u0120', _, ..]) > 10);
        var best = Best(model, ids);
        Assert.AreEqual(string.Join(' ', ids[(period + 4)..]), string.Join(' ', best[(period + 3)..^1]));
    }

    [TestMethod]
    public void A_text_in_json_begins_without_the_space_that_its_first_word_had_and_goes_on_with_spaces()
    {
        var answers = Enumerable.Range(0, 40).Select(i => JsonElement.Parse($$$"""[{"role":"user","content":"name it open pull requests for some old label {{{i}}} now"},{"role":"assistant","content":"{\"args\":{\"title\":\"open pull requests for some old label\",\"limit\":{{{i}}}}}"}]"""));
        using var model = ScratchModel.Make(s_sizes with { InductionHeads = true, Spaces = SpaceRule.Last, AnswerTokens = 20 }, answers, 5);
        var ids = model.Tokenizer.Encode("name it open pull requests for some old label 7 now {\"args\":{\"title\":\"open pull requests for some old label", addSpecialTokens: false).ToArray();
        var written = model.Tokenizer.Encode("open pull requests for some old label", addSpecialTokens: false).ToArray();
        var opening = ids.Length - written.Length - 1;
        Assert.EndsWith(":\"", model.Tokenizer.IdToToken(ids[opening])!);
        Assert.IsTrue(model.Tokenizer.IdToToken(written[^1])!.StartsWith('\u0120'));

        // Which word comes first nobody knows yet; that it has no space is known, and once three words are said the next ones are copied with theirs.
        var scores = Scores(model, ids);
        var spaced = model.Tokenizer.TokenToId("\u0120" + model.Tokenizer.IdToToken(written[0]))!.Value;
        Assert.IsGreaterThan(scores[opening][spaced] + 1, scores[opening][written[0]]);
        var best = Best(model, ids);
        Assert.AreEqual(string.Join('|', written[3..].Select(model.Tokenizer.IdToToken)), string.Join('|', best[(opening + 3)..^1].Select(id => model.Tokenizer.IdToToken((int)id))));
    }

    [TestMethod]
    public void Equal_data_and_seed_give_equal_weights()
    {
        using var one = ScratchModel.Make(s_sizes with { InductionHeads = true }, Chats(), 5);
        using var two = ScratchModel.Make(s_sizes with { InductionHeads = true }, Chats(), 5);
        foreach (var (left, right) in one.Decoder.named_parameters().Zip(two.Decoder.named_parameters()))
            CollectionAssert.AreEqual(TensorValues.Read(left.parameter).ToArray(), TensorValues.Read(right.parameter).ToArray(), left.name);
    }

    [TestMethod]
    public void Digits_that_stood_twice_are_told_apart_by_those_before_them()
    {
        using var model = ScratchModel.Make(s_sizes with { InductionHeads = true }, Chats(), 5);
        var random = new Random(3);
        var right = 0;
        const int Numbers = 60;
        for (var i = 0; i < Numbers; i++)
        {
            // Pairs come twice, runs of three do not.
            var digits = string.Concat(Enumerable.Range(0, 7).Select(_ => (char)('0' + random.Next(10))));
            if (Enumerable.Range(0, 5).Select(at => digits.Substring(at, 3)).Distinct().Count() < 5)
                continue;
            var text = $"rerun {digits} now|rerun {digits}";
            var ids = model.Tokenizer.Encode(text, addSpecialTokens: false);
            right += Best(model, ids)[^6..^1].SequenceEqual(ids[^5..].Select(id => (long)id)) ? 1 : 0;
        }

        Assert.IsGreaterThan(45, right, $"{right}");
    }

    [TestMethod]
    public void Sizes_without_room_for_them_are_named()
    {
        var faults = Assert.ThrowsExactly<SynthException>(() => ScratchModel.Make(s_sizes with { InductionHeads = true, LayerCount = 1, HeadCount = 16, HiddenSize = 256 }, [], 1)).Diagnostics;
        Assert.AreEqual("num_hidden_layers,num_attention_heads", string.Join(',', faults.Select(fault => fault.Message.Split(' ')[0]["model.".Length..])));
        Assert.IsTrue(faults.All(fault => fault.Code == Codes.TrainingConfig));
    }

    private static double Foretold(ScratchOptions sizes, int length)
    {
        using var model = ScratchModel.Make(sizes, Chats(), 5);
        var random = new Random(7);
        var once = Enumerable.Range(0, length).Select(_ => random.Next(model.Config.VocabularySize - 8)).ToArray();
        int[] ids = [.. once, .. once];
        var best = Best(model, ids);
        return Enumerable.Range(length + 3, length - 4).Count(at => best[at] == ids[at + 1]) / (double)(length - 4);
    }

    private static long[] Best(LoadedModel model, int[] ids)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var tokens = tensor(ids.Select(id => (long)id).ToArray(), [1, ids.Length]);
        return model.Decoder.forward(tokens).argmax(-1).data<long>().ToArray();
    }

    private static float[][] Scores(LoadedModel model, int[] ids)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var tokens = tensor(ids.Select(id => (long)id).ToArray(), [1, ids.Length]);
        return [.. model.Decoder.forward(tokens).data<float>().ToArray().Chunk(model.Config.VocabularySize)];
    }

    private static IEnumerable<JsonElement> Chats() => Enumerable.Range(0, 40).Select(i => JsonElement.Parse($$"""[{"role":"user","content":"List the {{i}} open pull requests, rerun now"},{"role":"assistant","content":"gh pr list --limit {{i}}"}]"""));
}
