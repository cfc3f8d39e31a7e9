using System.Globalization;
using System.Text.Json.Nodes;
using SynthTrain.Models.HuggingFace;

namespace SynthTrain.Models.Gguf;

/// <summary>Makes a GGUF vocabulary from a folder's tokenizer files [llama.cpp conversion/base.py: get_vocab_base, _create_vocab_sentencepiece].</summary>
internal sealed class VocabularyBuilder
{
    private readonly HuggingFaceModel _model;
    private readonly string[] _tokens;
    private readonly TokenKind[] _kinds;
    private readonly float[] _scores;

    private VocabularyBuilder(HuggingFaceModel model)
    {
        _model = model;
        _tokens = [.. Enumerable.Range(0, model.Config.VocabularySize).Select(id => $"[PAD{id}]")];
        _kinds = new TokenKind[_tokens.Length];
        _scores = new float[_tokens.Length];
        Array.Fill(_kinds, TokenKind.Unused);
        Array.Fill(_scores, -10000f);
    }

    /// <summary>The vocabulary: SentencePiece's own file if it is there, else <c>tokenizer.json</c>; ids without a token are padded.</summary>
    public static ConvertedVocabulary Build(HuggingFaceModel model, TokenizerJson? json, string? pre)
    {
        var builder = new VocabularyBuilder(model);
        if (model.Tokenizer.TokenizerModel is { } file)
            return builder.SentencePiece(file);
        if (json is null)
            throw new ModelException(ModelFault.NotFound, $"'{model.Folder}' has neither 'tokenizer.json' nor 'tokenizer.model'", model.Folder);
        return json.ByteFallback ? builder.Metaspace(json) : builder.ByteLevel(json, pre);
    }

    private ConvertedVocabulary SentencePiece(string file)
    {
        var pieces = SentencePieceModel.Read(file);
        for (var id = 0; id < pieces.Count && id < _tokens.Length; id++)
        {
            var (text, score, kind) = pieces[id];
            Set(id, text, kind == TokenKind.UserDefined ? TokenKind.Normal : kind, score);
        }

        if (Optional("added_tokens.json") is { } added)
        {
            var fields = new JsonFields(added, added.Root);
            foreach (var key in fields.Keys.Where(key => fields.Int(key) < _tokens.Length).ToList())
                Set(fields.Int(key), key, TokenKind.UserDefined, -1000);
        }

        if (Optional("tokenizer_config.json")?.Root["added_tokens_decoder"] is JsonObject decoder)
        {
            foreach (var (key, value) in decoder)
                AddDecoded(key, value as JsonObject ?? []);
        }

        return new("llama", "default", _tokens, _kinds, _scores, null);
    }

    private void AddDecoded(string key, JsonObject token)
    {
        if (!int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var id) || id >= _tokens.Length || token["content"] is not JsonValue value || !value.TryGetValue<string>(out var content))
            return;
        var control = token["special"]?.ToJsonString() == "true" || LooksSpecial(content);
        Set(id, control ? content : content.Replace('▁', ' '), control ? TokenKind.Control : TokenKind.UserDefined, -1000);
    }

    /// <summary>SentencePiece written as BPE with byte fallback: a token's score is the rank of its first merge, so that llama.cpp, which merges by score, merges as the rank does.</summary>
    private ConvertedVocabulary Metaspace(TokenizerJson json)
    {
        var ranks = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var merge in json.Merges())
            ranks.TryAdd(merge.Replace(" ", "", StringComparison.Ordinal), ranks.Count);
        var added = json.Added.ToDictionary(token => token.Id);
        foreach (var (id, text) in InRange(json))
        {
            var isByte = text.Length == 6 && text.StartsWith("<0x", StringComparison.Ordinal) && text[5] == '>';
            var kind = text == json.Unknown ? TokenKind.Unknown : added.TryGetValue(id, out var token) ? Kind(token.Special, text) : isByte ? TokenKind.Byte : TokenKind.Normal;
            Set(id, kind == TokenKind.UserDefined ? text.Replace('▁', ' ') : text, kind, kind == TokenKind.Normal ? -ranks.GetValueOrDefault(text, ranks.Count) : 0);
        }

        return new("llama", "default", _tokens, _kinds, _scores, null);
    }

    private ConvertedVocabulary ByteLevel(TokenizerJson json, string? pre)
    {
        if (json.Normalizer is JsonObject normalizer && normalizer["type"]?.ToString() != "NFC")
            throw json.Bad($"its normalizer '{normalizer.ToJsonString()}' has no counterpart in llama.cpp", ModelFault.UnsupportedTokenizer, "normalizer");
        pre ??= PreTokenizerName.Find(json);
        var added = json.Added.ToDictionary(token => token.Id);
        foreach (var (id, text) in InRange(json))
        {
            var kind = added.TryGetValue(id, out var token) ? Kind(token.Special, text) : TokenKind.Normal;
            Set(id, kind == TokenKind.UserDefined ? text.Replace('▁', ' ') : text, kind, 0);
        }

        return new("gpt2", pre, _tokens, _kinds, null, json.Merges());
    }

    private Dictionary<int, string> InRange(TokenizerJson json)
    {
        var texts = json.ById();
        var highest = texts.Keys.DefaultIfEmpty(-1).Max();
        return highest < _tokens.Length ? texts
            : throw json.Bad($"it has a token {highest}, but 'vocab_size' of 'config.json' is {_tokens.Length}", ModelFault.UnsupportedTokenizer);
    }

    private static TokenKind Kind(bool special, string text) => special || LooksSpecial(text) ? TokenKind.Control : TokenKind.UserDefined;

    /// <summary>Some published models mark control tokens as not special [llama.cpp conversion/base.py: does_token_look_special].</summary>
    private static bool LooksSpecial(string text) => text is "<pad>" or "<mask>" or "<2mass>" or "[@BOS@]"
        || (text.StartsWith("<|", StringComparison.Ordinal) && text.EndsWith("|>", StringComparison.Ordinal))
        || (text.StartsWith("<｜", StringComparison.Ordinal) && text.EndsWith("｜>", StringComparison.Ordinal))
        || (text.StartsWith("<unused", StringComparison.Ordinal) && text.EndsWith('>'));

    private JsonText? Optional(string name) => File.Exists(Path.Combine(_model.Folder, name)) ? JsonText.Read(Path.Combine(_model.Folder, name)) : null;

    private void Set(int id, string text, TokenKind kind, float score) => (_tokens[id], _kinds[id], _scores[id]) = (text, kind, score);
}
