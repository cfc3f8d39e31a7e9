using System.Text;
using SynthTrain.Models.Tokenizers;
using SynthTrain.Models.Tokenizers.Training;

namespace SynthTrain.Models.Tests.Tokenizers;

/// <summary>The trainer: deterministic, and read by Hugging Face's program with equal results.</summary>
[TestClass]
public sealed class BpeTrainerTests
{
    private static readonly string[] s_specials = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"];

    private static string[] Corpus() => [.. Enumerable.Range(0, 400).Select(i => $"list open pull requests number {i % 37} with label \"bug{i % 5}\"<|im_end|>\ngh pr list --state open --limit {i} --label 'é {i * 7}'\n")];

    [TestMethod]
    [DataRow(SplitRule.Gpt2)]
    [DataRow(SplitRule.Llama3)]
    [DataRow(SplitRule.Qwen2)]
    [DataRow(SplitRule.SmolLm)]
    public void A_trained_file_gives_the_same_ids_offsets_and_text_in_Hugging_Faces_program(SplitRule rule)
    {
        var content = BpeTrainer.Train(Corpus(), new(400) { SpecialTokens = s_specials, BeginToken = "<|endoftext|>", Split = rule });
        var tokenizer = TokenizerLoader.FromHuggingFace(content);
        Assert.IsLessThanOrEqualTo(400, tokenizer.VocabularySize);
        Assert.IsGreaterThan(290, tokenizer.VocabularySize);
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, content);
            string[] texts = [.. Corpus().Take(40), .. Torture.Texts(3, s_specials).Take(40)];
            TortureTests.Compare(tokenizer, texts, TortureTests.Ask(file, texts));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [TestMethod]
    public void Added_pieces_and_spaces_apart_give_the_same_in_Hugging_Faces_program()
    {
        string[] pieces = ["gh pr list --state", "\",\"limit\":", "\"limit\":"];
        var content = BpeTrainer.Train(Corpus(), new(420) { SpecialTokens = s_specials, AddedTokens = pieces, Spaces = SpaceRule.Apart });
        var tokenizer = TokenizerLoader.FromHuggingFace(content);
        foreach (var piece in pieces)
            CollectionAssert.AreEqual((int[])[tokenizer.TokenToId(piece)!.Value], tokenizer.Encode(piece, addSpecialTokens: false).ToArray());
        Assert.AreEqual("a\",\"limit\":b", tokenizer.Decode(tokenizer.Encode("a\",\"limit\":b", addSpecialTokens: false), skipSpecialTokens: true));
        Assert.IsTrue(Enumerable.Range(0, tokenizer.VocabularySize).Select(tokenizer.IdToToken).All(token => token == "Ġ" || pieces.Contains(token) || !token!.Contains('Ġ')), "A token holds a space and more.");
        var (alone, within) = (tokenizer.Encode("label", addSpecialTokens: false), tokenizer.Encode("x label", addSpecialTokens: false));
        CollectionAssert.AreEqual(alone.ToArray(), within.Skip(2).ToArray());
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, content);
            string[] texts = [.. Corpus().Take(40), "gh pr list --states\",\"limit\":5\"limit\":\"", .. Torture.Texts(5, [.. s_specials, .. pieces]).Take(40)];
            TortureTests.Compare(tokenizer, texts, TortureTests.Ask(file, texts));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [TestMethod]
    public void Spaces_that_come_last_leave_the_pieces_of_words_as_they_are_and_give_the_same_in_Hugging_Faces_program()
    {
        var content = BpeTrainer.Train(Corpus(), new(420) { SpecialTokens = s_specials, Spaces = SpaceRule.Last });
        var tokenizer = TokenizerLoader.FromHuggingFace(content);
        var joined = 0;
        foreach (var word in Corpus().SelectMany(text => text.Split(' ')).Where(word => word.Length > 0 && word.All(char.IsAsciiLetter)).Distinct())
        {
            var alone = tokenizer.Encode(word, addSpecialTokens: false).Select(tokenizer.IdToToken);
            var within = tokenizer.Encode("x " + word, addSpecialTokens: false).Skip(1).Select(tokenizer.IdToToken).ToArray();
            Assert.AreEqual(string.Join('|', alone), string.Join('|', within).TrimStart('Ġ').TrimStart('|'), word);
            joined += within[0]!.Length > 1 ? 1 : 0;
        }

        Assert.IsGreaterThan(5, joined);
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, content);
            string[] texts = [.. Corpus().Take(40), .. Torture.Texts(7, s_specials).Take(40)];
            TortureTests.Compare(tokenizer, texts, TortureTests.Ask(file, texts));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [TestMethod]
    public void Same_texts_give_the_same_bytes()
        => CollectionAssert.AreEqual(BpeTrainer.Train(Corpus(), new(380) { SpecialTokens = s_specials }), BpeTrainer.Train(Corpus().ToList(), new(380) { SpecialTokens = s_specials }));

    [TestMethod]
    public void The_most_frequent_pair_is_merged_first_and_of_equals_the_one_with_the_smallest_ids()
    {
        var json = Encoding.UTF8.GetString(BpeTrainer.Train(["ab ab ab", " cd", " cd", "ba"], new(260) { Split = SplitRule.Gpt2 }));
        using var document = System.Text.Json.JsonDocument.Parse(json);
        var merges = document.RootElement.GetProperty("model").GetProperty("merges").EnumerateArray().Select(pair => $"{pair[0]}+{pair[1]}").ToArray();
        CollectionAssert.AreEqual((string[])["a+b", "c+d", "Ġ+ab", "Ġ+cd"], merges);
    }

    [TestMethod]
    public void Special_tokens_are_never_merged_and_have_the_last_ids()
    {
        var tokenizer = TokenizerLoader.FromHuggingFace(BpeTrainer.Train(Enumerable.Repeat("x<|im_end|>y<|im_end|>", 50), new(300) { SpecialTokens = s_specials }));
        Assert.AreEqual(tokenizer.VocabularySize - 1, tokenizer.TokenToId("<|im_end|>"));
        Assert.IsFalse(Enumerable.Range(0, tokenizer.VocabularySize - 3).Any(id => tokenizer.IdToToken(id)!.Contains("im")));
    }

    [TestMethod]
    public void Every_text_can_be_encoded_and_decoded_whatever_it_was_trained_on()
    {
        var tokenizer = TokenizerLoader.FromHuggingFace(BpeTrainer.Train(Corpus(), new(500)));
        foreach (var text in Torture.Texts(11, []).Take(500))
            Assert.AreEqual(text, tokenizer.Decode(tokenizer.EncodeToIds(text)));
    }
}
