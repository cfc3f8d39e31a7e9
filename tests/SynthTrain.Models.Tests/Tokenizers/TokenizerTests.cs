using System.Buffers;
using System.Text;
using SynthTrain.Models.Tokenizers;

namespace SynthTrain.Models.Tests.Tokenizers;

/// <summary>The members, and what is refused.</summary>
[TestClass]
public sealed class TokenizerTests
{
    private static readonly string[] s_exact = ["gpt2", "llama3", "smollm", "tekken"];

    [TestMethod]
    public void Encoding_and_decoding_gives_the_text_back()
    {
        foreach (var name in s_exact)
        {
            var tokenizer = Load(name);
            foreach (var text in Torture.Texts(17, []).Take(2000))
                Assert.AreEqual(text, tokenizer.Decode(tokenizer.EncodeToIds(text)));
        }
    }

    [TestMethod]
    public void The_word_cache_changes_nothing_and_threads_share_a_tokenizer()
    {
        var (cached, plain) = (Load("qwen2"), Load("qwen2"));
        plain.UseWordCache = false;
        Parallel.ForEach(Torture.Texts(23, ["<|im_start|>"]).Take(2000), text => CollectionAssert.AreEqual(plain.Encode(text, addSpecialTokens: true), cached.Encode(text, addSpecialTokens: true)));
    }

    [TestMethod]
    [DataRow("a[D800]", 1)]
    [DataRow("[DC00]b", 0)]
    [DataRow("x\n[D83D]😀", 2)]
    public void A_lone_surrogate_is_a_coded_error(string spelled, int at)
    {
        var text = System.Text.RegularExpressions.Regex.Replace(spelled, @"\[(....)\]", match => ((char)Convert.ToInt32(match.Groups[1].Value, 16)).ToString());
        foreach (var tokenizer in (ModelTokenizer[])[Load("gpt2"), Load("spm-legacy"), TokenizerLoader.FromSentencePiece(Golden.Require("tokenizers/spm/tokenizer.model"))])
        {
            var fault = Assert.ThrowsExactly<ModelException>(() => tokenizer.EncodeToIds(text));
            Assert.AreEqual(ModelFault.BadText, fault.Fault);
            Assert.Contains($"at index {at} ", fault.Message);
        }
    }

    [TestMethod]
    public void Special_tokens_in_the_text_stay_text_when_they_are_not_parsed()
    {
        var tokenizer = Load("qwen2");
        var special = tokenizer.TokenToId("<|im_end|>")!.Value;
        CollectionAssert.Contains(tokenizer.Encode("a<|im_end|>", addSpecialTokens: false), special);
        var ids = tokenizer.Encode("a<|im_end|>", addSpecialTokens: false, parseSpecialTokens: false);
        CollectionAssert.DoesNotContain(ids, special);
        Assert.AreEqual("a<|im_end|>", tokenizer.Decode(ids, skipSpecialTokens: true));
        Assert.IsTrue(tokenizer.IsSpecial(special));
        Assert.AreEqual("<|im_end|>", tokenizer.IdToToken(special));
    }

    [TestMethod]
    public void A_limit_of_tokens_never_cuts_a_character()
    {
        var tokenizer = Load("gpt2");
        const string Text = "ab👍🏽cd";
        for (var most = 0; most <= tokenizer.CountTokens(Text); most++)
        {
            var ids = tokenizer.EncodeToIds(Text, most, out _, out var consumed);
            Assert.IsLessThanOrEqualTo(most, ids.Count);
            Assert.AreEqual(Text[..consumed], tokenizer.Decode(ids));
            Assert.AreEqual(consumed, tokenizer.GetIndexByTokenCount(Text, most, out _, out var count));
            Assert.AreEqual(ids.Count, count);
            var start = tokenizer.GetIndexByTokenCountFromEnd(Text, most, out _, out var last);
            Assert.AreEqual(Text[start..], tokenizer.Decode([.. tokenizer.EncodeToIds(Text).TakeLast(last)]));
        }
    }

    [TestMethod]
    public void A_limit_of_tokens_keeps_the_spaces_that_offsets_leave_out()
    {
        var tokenizer = TokenizerLoader.FromHuggingFace(Encoding.UTF8.GetBytes("""
            {"pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false}, "post_processor": {"type": "ByteLevel", "trim_offsets": true, "add_prefix_space": false},
            "model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "Ġ": 2, "Ġb": 3}, "merges": [["Ġ", "b"]]}}
            """));
        Assert.AreEqual(2..3, tokenizer.EncodeToTokens("a b b", out _)[1].Offset);
        Assert.AreEqual(1, tokenizer.GetIndexByTokenCount("a b b", 1, out _, out _));
        Assert.AreEqual(3, tokenizer.GetIndexByTokenCountFromEnd("a b b", 1, out _, out _));
        Assert.AreEqual(1, tokenizer.GetIndexByTokenCountFromEnd("a b b", 2, out _, out _));
        Assert.AreEqual(3, tokenizer.GetIndexByTokenCount("a b b", 2, out _, out _));
    }

    [TestMethod]
    public void Decoding_into_a_buffer_says_when_it_is_too_small()
    {
        var tokenizer = Load("gpt2");
        var ids = tokenizer.EncodeToIds("hello there");
        var buffer = new char[11];
        Assert.AreEqual(OperationStatus.DestinationTooSmall, tokenizer.Decode(ids, buffer.AsSpan(0, 10), out _, out _));
        Assert.AreEqual(OperationStatus.Done, tokenizer.Decode(ids, buffer, out var consumed, out var written));
        Assert.AreEqual((ids.Count, 11, "hello there"), (consumed, written, new string(buffer)));
        Assert.AreEqual("", tokenizer.Decode([1_000_000, -1]));
    }

    [TestMethod]
    [DataRow("\"pre_tokenizer\": {\"type\": \"Spacy\"}", "the pre-tokenizer 'Spacy'", 2, 18)]
    [DataRow("\"normalizer\": {\"type\": \"Precompiled\"}", "the normalizer 'Precompiled'", 2, 15)]
    [DataRow("\"decoder\": {\"type\": \"CTC\"}", "the decoder 'CTC'", 2, 12)]
    [DataRow("\"post_processor\": {\"type\": \"Bert\"}", "the post-processor 'Bert'", 2, 19)]
    public void A_part_that_is_not_known_is_an_error_with_its_place(string part, string message, int line, int column)
    {
        var fault = Assert.ThrowsExactly<ModelException>(() => TokenizerLoader.FromHuggingFace(Encoding.UTF8.GetBytes($$"""{"version": "1.0",{{"\n"}}{{part}}, "model": {"type": "BPE", "vocab": {}, "merges": [] } }"""), "t.json"));
        Assert.AreEqual((ModelFault.UnsupportedTokenizer, "t.json", line, column), (fault.Fault, fault.File, fault.Line, fault.Column));
        Assert.StartsWith(message, fault.Message);
    }

    [TestMethod]
    public void Merges_may_be_strings_or_pairs_and_must_be_tokens()
    {
        static ModelTokenizer Load(string merges) => TokenizerLoader.FromHuggingFace(Encoding.UTF8.GetBytes("{\"model\": {\"type\": \"BPE\", \"unk_token\": \"a\", \"vocab\": {\"a\": 0, \"b\": 1, \"ab\": 2}, \"merges\": " + merges + "}}"));
        CollectionAssert.AreEqual((int[])[2, 2], Load("""["a b"]""").EncodeToIds("abab").ToArray());
        CollectionAssert.AreEqual((int[])[2, 2], Load("""[["a", "b"]]""").EncodeToIds("abab").ToArray());
        var fault = Assert.ThrowsExactly<ModelException>(() => Load("[\n\"b a\"]"));
        Assert.AreEqual((ModelFault.Damaged, 2, 1), (fault.Fault, fault.Line, fault.Column));
    }

    private static ModelTokenizer Load(string name) => TokenizerLoader.FromHuggingFace(Golden.Require($"tokenizers/{name}/tokenizer.json"));
}
