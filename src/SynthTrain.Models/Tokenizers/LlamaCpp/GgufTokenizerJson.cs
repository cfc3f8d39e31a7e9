using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Models.Tokenizers.SentencePieces;
using SynthTrain.Models.Tokenizers.Splitting;

namespace SynthTrain.Models.Tokenizers.LlamaCpp;

/// <summary>Writes the byte-level vocabulary of a GGUF file as a <c>tokenizer.json</c> with the same ids, so that a model trained from it can be a folder.</summary>
/// <remarks>A GGUF does not say how texts are normalized, and llama.cpp does not normalize them: the file has no normalizer, where Qwen's own has NFC.</remarks>
public static class GgufTokenizerJson
{
    private const string Gpt2 = """{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true}""";
    private const string Bytes = """{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":false}""";
    private static readonly JsonSerializerOptions s_format = new() { WriteIndented = true, IndentSize = 2, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The content of the file.</summary>
    /// <exception cref="ModelException"><see cref="ModelFault.UnsupportedTokenizer"/> for a SentencePiece vocabulary or an unknown split rule; <see cref="ModelFault.Damaged"/>.</exception>
    public static byte[] Write(GgufVocabulary vocabulary)
    {
        if (vocabulary.Model != "gpt2")
            throw new ModelException(ModelFault.UnsupportedTokenizer, $"the vocabulary of '{vocabulary.File}' is of the kind '{vocabulary.Model}' (SentencePiece); only byte-level ones ('gpt2') can be written as a tokenizer.json", vocabulary.File);
        var family = LlamaCppTokenizers.Family(vocabulary);
        var added = TokenizerLoader.FromGguf(vocabulary).AddedTokens;
        var json = new JsonObject
        {
            ["version"] = "1.0",
            ["truncation"] = null,
            ["padding"] = null,
            ["added_tokens"] = new JsonArray([.. added.OrderBy(token => token.Id).Select(Added)]),
            ["normalizer"] = null,
            ["pre_tokenizer"] = JsonNode.Parse(PreTokenizer(family)),
            ["post_processor"] = PostProcessor(vocabulary),
            ["decoder"] = JsonNode.Parse("""{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true}"""),
            ["model"] = Model(vocabulary, family, added.Select(token => token.Id).ToHashSet()),
        };
        return [.. JsonSerializer.SerializeToUtf8Bytes(json, s_format), (byte)'\n'];
    }

    private static JsonObject Added(AddedToken token) => new()
    {
        ["id"] = token.Id,
        ["content"] = token.Content,
        ["single_word"] = false,
        ["lstrip"] = false,
        ["rstrip"] = false,
        ["normalized"] = false,
        ["special"] = token.Special,
    };

    private static string PreTokenizer(string family) => family switch
    {
        "gpt-2" => Gpt2,
        "smollm" => $$"""{"type":"Sequence","pretokenizers":[{"type":"Digits","individual_digits":true},{{Gpt2}}]}""",
        "qwen2" => Split(Qwen2Scanner.Pattern),
        "tekken" => Split(TekkenScanner.Pattern),
        _ => Split(Llama3Scanner.Pattern),
    };

    private static string Split(string pattern) => $$"""{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":{{JsonSerializer.Serialize(pattern)}}},"behavior":"Isolated","invert":false},{{Bytes}}]}""";

    private static JsonNode PostProcessor(GgufVocabulary vocabulary)
    {
        var bytes = JsonNode.Parse("""{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":false,"use_regex":true}""")!;
        var before = vocabulary.AddsBos ? vocabulary.BosTokenId : null;
        var after = vocabulary.AddEosToken == true ? vocabulary.EosTokenId : null;
        if (before is null && after is null)
            return bytes;
        var template = new JsonObject
        {
            ["type"] = "TemplateProcessing",
            ["single"] = new JsonArray([.. Parts("A", 0)]),
            ["pair"] = new JsonArray([.. Parts("A", 0), .. Parts("B", 1)]),
            ["special_tokens"] = new JsonObject(new[] { before, after }.OfType<int>().Distinct().Select(id => KeyValuePair.Create(vocabulary.Tokens[id], (JsonNode?)new JsonObject { ["id"] = vocabulary.Tokens[id], ["ids"] = new JsonArray(id), ["tokens"] = new JsonArray(vocabulary.Tokens[id]) }))),
        };
        return new JsonObject { ["type"] = "Sequence", ["processors"] = new JsonArray(bytes, template) };

        IEnumerable<JsonNode> Parts(string sequence, int type)
        {
            if (before is { } begin)
                yield return Part("SpecialToken", vocabulary.Tokens[begin], type);
            yield return Part("Sequence", sequence, type);
            if (after is { } end)
                yield return Part("SpecialToken", vocabulary.Tokens[end], type);
        }
    }

    private static JsonObject Part(string kind, string id, int type) => new() { [kind] = new JsonObject { ["id"] = id, ["type_id"] = type } };

    private static JsonObject Model(GgufVocabulary vocabulary, string family, HashSet<int> added)
    {
        var tokens = new JsonObject();
        for (var id = 0; id < vocabulary.Tokens.Count; id++)
        {
            // Rows without a token have made-up names, which are none.
            if (!added.Contains(id) && (vocabulary.TokenTypes.Count == 0 || vocabulary.TokenTypes[id] != (int)PieceKind.Unused))
                tokens[vocabulary.Tokens[id]] = id;
        }

        return new JsonObject
        {
            ["type"] = "BPE",
            ["dropout"] = null,
            ["unk_token"] = null,
            ["continuing_subword_prefix"] = null,
            ["end_of_word_suffix"] = null,
            ["fuse_unk"] = false,
            ["byte_fallback"] = false,
            ["ignore_merges"] = family is "llama-bpe" or "tekken",
            ["vocab"] = tokens,
            ["merges"] = new JsonArray([.. vocabulary.Merges.Select(merge => (JsonNode)new JsonArray([.. Pair(merge)]))]),
        };
    }

    private static JsonNode[] Pair(string merge)
    {
        var space = merge.IndexOf(' ', 1);
        return [merge[..space], merge[(space + 1)..]];
    }
}
