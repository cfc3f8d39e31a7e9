using System.Text;
using SynthTrain.Models.Gguf;
using SynthTrain.Models.Tokenizers;

namespace SynthTrain.Models.Tests.Tokenizers;

/// <summary>Files that contradict themselves are refused, and never give out an id that no token has.</summary>
[TestClass]
public sealed class TokenizerDamageTests
{
    [TestMethod]
    [DataRow("gpt2", 3, 0, "bos_token_id")]
    [DataRow("gpt2", -1, 0, "bos_token_id")]
    [DataRow("gpt2", 0, 3, "eos_token_id")]
    [DataRow("llama", 3, 0, "bos_token_id")]
    [DataRow("llama", 0, -2, "eos_token_id")]
    public void A_start_or_end_token_that_does_not_exist_is_refused(string model, int bos, int eos, string name)
    {
        var fault = Refused(new GgufVocabulary(model, ["a", "b", "c"]) { Pre = "gpt-2", Scores = [0, 0, 0], BosTokenId = bos, EosTokenId = eos });
        Assert.Contains(name, fault.Message);
    }

    [TestMethod]
    public void The_start_token_that_llama_cpp_assumes_must_exist_too()
        => Assert.Contains("bos_token_id", Refused(new GgufVocabulary("llama", ["a"]) { Scores = [0] }).Message);

    [TestMethod]
    public void A_type_of_token_that_does_not_exist_is_refused()
        => Assert.Contains("'7'", Refused(new GgufVocabulary("gpt2", ["a", "b"]) { Pre = "gpt-2", TokenTypes = [1, 7] }).Message);

    [TestMethod]
    [DataRow("bos_token_id", 4294967297L)]
    [DataRow("eos_token_id", long.MinValue)]
    public void A_number_of_the_metadata_that_is_too_large_is_refused_and_not_cut(string key, long number)
    {
        var fault = Assert.ThrowsExactly<ModelException>(() => GgufVocabulary.Id(GgufValue.Of(number), key, "m.gguf"));
        Assert.AreEqual((ModelFault.Damaged, "m.gguf"), (fault.Fault, fault.File));
        Assert.Contains($"'{number}'", fault.Message);
    }

    [TestMethod]
    public void A_character_falls_back_to_its_bytes_only_when_all_of_them_have_a_piece()
    {
        var tokenizer = TokenizerLoader.FromGguf(new("llama", ["<unk>", "a", "<0xC3>"]) { TokenTypes = [2, 1, 6], Scores = [0, -1, 0], AddSpacePrefix = false, AddBosToken = false });
        CollectionAssert.AreEqual((int[])[1, 0, 1], tokenizer.Encode("aéa", addSpecialTokens: false));
    }

    [TestMethod]
    public void A_template_with_an_id_that_no_token_has_is_refused()
    {
        const string Json = """
            {"model": {"type": "BPE", "vocab": {"a": 0}, "merges": []},
            "post_processor": {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "x"}}, {"Sequence": {"id": "A"}}], "special_tokens": {"x": {"id": "x", "ids":
            [7], "tokens": ["x"]}}}}
            """;
        var fault = Assert.ThrowsExactly<ModelException>(() => TokenizerLoader.FromHuggingFace(Encoding.UTF8.GetBytes(Json)));
        Assert.AreEqual((ModelFault.Damaged, 3, 2), (fault.Fault, fault.Line, fault.Column));
    }

    [TestMethod]
    public void A_template_may_use_an_added_token()
    {
        const string Json = """
            {"model": {"type": "BPE", "vocab": {"a": 0}, "merges": []}, "added_tokens": [{"id": 1, "content": "x", "special": true}],
            "post_processor": {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "x"}}, {"Sequence": {"id": "A"}}], "special_tokens": {"x": {"id": "x", "ids": [1], "tokens": ["x"]}}}}
            """;
        CollectionAssert.AreEqual((int[])[1, 0], TokenizerLoader.FromHuggingFace(Encoding.UTF8.GetBytes(Json)).Encode("a", addSpecialTokens: true));
    }

    [TestMethod]
    public void A_SentencePiece_model_with_spaces_at_the_ends_of_words_is_refused()
    {
        byte[] trainerSpec = [0x12, 3, 0xC0, 1, 1]; // treat_whitespace_as_suffix, field 24
        var fault = Assert.ThrowsExactly<ModelException>(() => TokenizerLoader.FromSentencePiece([.. File.ReadAllBytes(Golden.Require("tokenizers/spm/tokenizer.model")), .. trainerSpec]));
        Assert.AreEqual(ModelFault.UnsupportedTokenizer, fault.Fault);
        Assert.Contains("treat_whitespace_as_suffix", fault.Message);
    }

    [TestMethod]
    [DataRow("\"pre_tokenizer\": {\"type\": \"Metaspace\", \"replacement\": \"\"}")]
    [DataRow("\"decoder\": {\"type\": \"Metaspace\", \"replacement\": \"\"}")]
    [DataRow("\"decoder\": {\"type\": \"Metaspace\", \"replacement\": \"ab\"}")]
    public void The_mark_for_spaces_is_one_character(string part)
    {
        var fault = Assert.ThrowsExactly<ModelException>(() => TokenizerLoader.FromHuggingFace(Encoding.UTF8.GetBytes("{" + part + ", \"model\": {\"vocab\": {\"a\": 0}, \"merges\": []}}")));
        Assert.AreEqual(ModelFault.Damaged, fault.Fault);
    }

    private static ModelException Refused(GgufVocabulary vocabulary)
    {
        var fault = Assert.ThrowsExactly<ModelException>(() => TokenizerLoader.FromGguf(vocabulary));
        Assert.AreEqual(ModelFault.Damaged, fault.Fault);
        return fault;
    }
}
