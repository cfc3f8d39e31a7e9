using SynthTrain.Models.Tokenizers;
using SynthTrain.Training.BaseModels;
using SynthTrain.Training.Generation;
using SynthTrain.Training.Tests.Support;

namespace SynthTrain.Training.Tests.Generation;

/// <summary>Where answers end, and what is given piece by piece; what is expected follows from the unstopped answer's text.</summary>
[TestClass]
public sealed class StopTests
{
    private static readonly int[] s_prompt = [1, 5, 9];

    [TestMethod]
    [DataRow("mistral")]
    [DataRow("mistral-window")]
    [DataRow("qwen2-bias")]
    public void Every_text_of_an_answer_stops_it_exactly_there(string name)
    {
        using var model = GoldenModel.Open($"models/{name}");
        var options = new GenerationOptions { MaxTokens = 24, Temperature = 1, Seed = 1 };
        var whole = new TextGenerator(model).Answer(s_prompt, options).Text;
        for (var start = 0; start < whole.Length; start += 3)
        {
            for (var length = 1; length <= 9 && start + length <= whole.Length; length += 4)
            {
                var stop = whole.Substring(start, length);
                if (char.IsLowSurrogate(stop[0]) || char.IsHighSurrogate(stop[^1]))
                    continue;
                var pieces = new List<string>();
                var answer = new TextGenerator(model).Answer(s_prompt, options with { Stop = ["\u0001never", stop], Received = pieces.Add });
                Assert.AreEqual(whole[..whole.IndexOf(stop, StringComparison.Ordinal)], answer.Text);
                Assert.AreEqual(AnswerEnd.Stop, answer.Finish);
                Assert.AreEqual(answer.Text, string.Concat(pieces));
                Assert.IsTrue(model.Tokenizer.Decode(answer.Ids, skipSpecialTokens: true).StartsWith(answer.Text.TrimEnd('\uFFFD'), StringComparison.Ordinal));
            }
        }
    }

    [TestMethod]
    public void Pieces_hold_whole_characters_only()
    {
        using var model = GoldenModel.Open("models/mistral");
        var letters = model.Tokenizer.Encode("ж€😀é漢", addSpecialTokens: false);
        var (pieces, text) = (new List<string>(), "");
        var state = new AnswerText(model.Tokenizer, [], pieces.Add);
        Assert.IsGreaterThan(5, letters.Length, "the characters must span tokens");
        foreach (var id in letters)
            Assert.IsFalse(state.Add(id));
        state.Finish();
        text = string.Concat(pieces);
        Assert.AreEqual("ж€😀é漢", text);
        Assert.IsFalse(pieces.Exists(piece => piece.Contains('\uFFFD', StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Bytes_that_never_become_a_character_are_given_at_the_end()
    {
        using var model = GoldenModel.Open("models/mistral");
        var bytes = model.Tokenizer.Encode("€", addSpecialTokens: false);
        Assert.IsGreaterThan(1, bytes.Length);
        var pieces = new List<string>();
        var state = new AnswerText(model.Tokenizer, [], pieces.Add);
        state.Add(bytes[0]);
        Assert.IsEmpty(pieces);
        state.Finish();
        Assert.AreEqual(model.Tokenizer.Decode([bytes[0]], skipSpecialTokens: true), string.Concat(pieces));
    }

    [TestMethod]
    public void An_end_token_ends_the_answer_and_is_no_part_of_it()
    {
        using var open = GoldenModel.Open("models/mistral");
        var whole = new TextGenerator(open).Answer(s_prompt, new() { MaxTokens = 8 });
        var ended = new LoadedModel { Decoder = open.Decoder, Tokenizer = open.Tokenizer, EndTokens = [whole.Ids[5]] };
        var answer = new TextGenerator(ended).Answer(s_prompt, new() { MaxTokens = 8 });
        CollectionAssert.AreEqual(whole.Ids.Take(whole.Ids.ToList().IndexOf(whole.Ids[5])).ToArray(), answer.Ids.ToArray());
        Assert.AreEqual(AnswerEnd.Stop, answer.Finish);
    }

    [TestMethod]
    public void A_skipped_token_between_words_takes_no_space_away()
    {
        var tokenizer = TokenizerLoader.FromHuggingFace(Golden.Require("tokenizers/spm-metaspace/tokenizer.json"));
        var special = tokenizer.TokenToId("<s>") ?? throw new AssertInconclusiveException("no start token");
        int[] ids = [.. tokenizer.Encode("hello", addSpecialTokens: false), special, .. tokenizer.Encode("world", addSpecialTokens: false)];
        var expected = tokenizer.Decode(ids, skipSpecialTokens: true);
        Assert.AreEqual("hello world", expected, "the tokenizer must be SentencePiece's");
        var text = new AnswerText(tokenizer, [], null);
        foreach (var id in ids)
            text.Add(id);
        text.Finish();
        Assert.AreEqual(expected, text.Text);
    }
}
