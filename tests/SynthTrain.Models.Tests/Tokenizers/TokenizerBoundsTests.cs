using System.Text;
using SynthTrain.Models.Tokenizers;
using SynthTrain.Models.Tokenizers.Bpe;
using SynthTrain.Models.Tokenizers.Splitting;
using SynthTrain.Models.Tokenizers.Text;

namespace SynthTrain.Models.Tests.Tokenizers;

/// <summary>What a file or a text can cost: memory, time and stack have bounds.</summary>
[TestClass]
public sealed class TokenizerBoundsTests
{
    private const string Doubling = """{"type": "Replace", "pattern": {"String": "a"}, "content": "aa"}""";

    [TestMethod]
    public void A_long_word_gives_its_memory_back()
    {
        var tokenizer = Load("\"pre_tokenizer\": null");
        tokenizer.Encode("ab", addSpecialTokens: false);
        var text = string.Concat(Enumerable.Repeat("ab", 2_000_000));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        Assert.AreEqual(2_000_000, Count(tokenizer, text));
        Assert.IsLessThan(4_000_000, GC.GetTotalMemory(forceFullCollection: true) - before);
        GC.KeepAlive((tokenizer, text));

        static int Count(ModelTokenizer tokenizer, string text) => tokenizer.Encode(text, addSpecialTokens: false).Length;
    }

    [TestMethod]
    public void A_long_word_takes_what_it_needs_and_no_more()
    {
        var scratch = new Scratch(new MergeTable(0));
        scratch.Reserve(3_000_000);
        Assert.AreEqual(3_000_016, scratch.Word.Length);
        scratch.Trim();
        Assert.IsLessThan(1 << 20, scratch.Word.Length);
    }

    [TestMethod]
    [DataRow(1_100_000_000L)]
    [DataRow(6_000_000_000L)]
    public void A_word_that_no_array_can_hold_is_a_coded_error(long bytes)
        => Assert.AreEqual(ModelFault.UnsupportedTokenizer, Assert.ThrowsExactly<ModelException>(() => new Scratch(new MergeTable(0)).Reserve(bytes)).Fault);

    [TestMethod]
    public void Normalizers_that_double_a_text_again_and_again_are_a_coded_error()
    {
        var steps = string.Join(',', Enumerable.Repeat(Doubling, 22));
        var tokenizer = Load($$"""
            "normalizer": {"type": "Sequence", "normalizers": [{{steps}}]}
            """);
        Assert.AreEqual(ModelFault.UnsupportedTokenizer, Assert.ThrowsExactly<ModelException>(() => tokenizer.EncodeToIds("a")).Fault);
        Assert.AreEqual(ModelFault.UnsupportedTokenizer, Assert.ThrowsExactly<ModelException>(() => tokenizer.Normalizer!.Normalize("a")).Fault);
    }

    [TestMethod]
    public void Added_tokens_that_grow_without_end_are_a_coded_error_when_the_file_is_read()
    {
        var steps = string.Join(',', Enumerable.Repeat(Doubling, 22));
        var fault = Assert.ThrowsExactly<ModelException>(() => Load($$"""
            "normalizer": {"type": "Sequence", "normalizers": [{{steps}}]}, "added_tokens": [{"id": 3, "content": "a", "normalized": true}]
            """));
        Assert.AreEqual(ModelFault.UnsupportedTokenizer, fault.Fault);
    }

    [TestMethod]
    public void Text_put_before_every_part_counts_as_growth()
    {
        var prefix = new string('b', 4000);
        var tokenizer = Load($$"""
            "normalizer": {"type": "Prepend", "prepend": "{{prefix}}"}, "added_tokens": [{"id": 3, "content": "<s>", "special": true, "normalized": false}]
            """);
        Assert.AreEqual(4001, tokenizer.EncodeToIds("a").Count);
        Assert.AreEqual(ModelFault.UnsupportedTokenizer, Assert.ThrowsExactly<ModelException>(() => tokenizer.EncodeToIds(string.Concat(Enumerable.Repeat("a<s>", 2000)))).Fault);
    }

    [TestMethod]
    public void Decoders_that_double_a_text_again_and_again_are_a_coded_error()
    {
        var steps = string.Join(',', Enumerable.Repeat(Doubling, 22));
        var tokenizer = Load($$"""
            "decoder": {"type": "Sequence", "decoders": [{{steps}}]}
            """);
        Assert.AreEqual(ModelFault.UnsupportedTokenizer, Assert.ThrowsExactly<ModelException>(() => tokenizer.Decode([0])).Fault);
    }

    [TestMethod]
    [DataRow("\\p{L}", 300, "1,048,576")]
    [DataRow("[\\p{L}]", 300, "200")]
    [DataRow("(?i:é)", 9000, "20,000")]
    [DataRow("\\d", 300, "200")]
    [DataRow(".", 300, "200")]
    public void A_pattern_with_too_many_classes_is_a_coded_error(string part, int times, string limit)
    {
        var fault = Assert.ThrowsExactly<ModelException>(() => new RegexMatcher(string.Concat(Enumerable.Repeat(part, times))));
        Assert.AreEqual(ModelFault.UnsupportedTokenizer, fault.Fault);
        Assert.Contains(limit, fault.Message);
    }

    [TestMethod]
    public void A_class_of_many_classes_is_a_coded_error_and_one_of_many_characters_is_not()
    {
        Assert.ThrowsExactly<ModelException>(() => new RegexMatcher("[" + string.Concat(Enumerable.Repeat("\\d", 300)) + "]"));
        var letters = string.Concat(Enumerable.Range(0x4E00, 900).Select(c => (char)c));
        var matches = new List<(int Start, int End)>();
        new RegexMatcher($"[{letters}]").Find("a\u4E05b", matches, new TextBudget(3));
        CollectionAssert.AreEqual(new[] { (1, 2) }, matches);
    }

    [TestMethod]
    public void Many_slow_matches_of_one_text_share_one_deadline()
    {
        var matcher = new RegexMatcher("a+b|[^b]+c|a");
        var fault = Assert.ThrowsExactly<ModelException>(() => matcher.Find(new string('a', 20_000), [], new TextBudget(20_000, TimeSpan.FromMilliseconds(200))));
        Assert.AreEqual(ModelFault.UnsupportedTokenizer, fault.Fault);
        Assert.Contains("on one text", fault.Message);
    }

    [TestMethod]
    [DataRow("gpt2")]
    [DataRow("llama")]
    public void Thousands_of_added_tokens_in_one_text_need_no_deep_stack(string model)
    {
        const int Count = 1500;
        string[] tokens = ["<unk>", "x", "y", .. Enumerable.Range(0, Count).Select(i => $"<{i:D5}>")];
        var tokenizer = TokenizerLoader.FromGguf(new(model, tokens) { Pre = "gpt-2", TokenTypes = [2, 1, 1, .. Enumerable.Repeat(3, Count)], Scores = new float[tokens.Length], AddBosToken = false, AddSpacePrefix = false });
        var text = "x" + string.Concat(Enumerable.Range(0, Count).Select(i => $"<{i:D5}>x"));
        int[] ids = [];
        Exception? fault = null;
        var thread = new Thread(() => ids = Encode(ref fault), 128 * 1024);
        thread.Start();
        thread.Join();
        Assert.IsNull(fault, fault?.ToString());
        CollectionAssert.AreEqual(Enumerable.Range(3, Count).ToArray(), ids.Where(id => id > 2).ToArray());
        Assert.AreEqual(Count + 1, ids.Count(id => id == 1));

        int[] Encode(ref Exception? fault)
        {
            try
            {
                return tokenizer.Encode(text, addSpecialTokens: false);
            }
            catch (ModelException thrown)
            {
                fault = thrown;
                return [];
            }
        }
    }

    [TestMethod]
    public void Added_tokens_are_listed_once()
    {
        var tokenizer = Load("\"added_tokens\": [{\"id\": 3, \"content\": \"<s>\"}]");
        var first = tokenizer.AddedTokens;
        Assert.AreSame(first, tokenizer.AddedTokens);
        Assert.HasCount(1, first);
    }

    private static ModelTokenizer Load(string part) => TokenizerLoader.FromHuggingFace(Encoding.UTF8.GetBytes(
        "{" + part.Trim() + ", \"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0, \"b\": 1, \"ab\": 2}, \"merges\": [[\"a\", \"b\"]]}}"));
}
