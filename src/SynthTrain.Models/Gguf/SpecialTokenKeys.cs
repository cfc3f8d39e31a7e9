using System.Text.Json;
using System.Text.Json.Nodes;

namespace SynthTrain.Models.Gguf;

/// <summary>Ids of special tokens, and whether the tokenizer adds them, as llama.cpp's converter finds them [llama.cpp gguf-py/gguf/vocab.py: SpecialVocab].</summary>
internal sealed class SpecialTokenKeys
{
    private static readonly string[] s_kinds = ["bos", "eos", "unk", "sep", "pad", "cls", "mask"];
    private static readonly Dictionary<string, string> s_keys = new(StringComparer.Ordinal)
    {
        ["bos"] = "bos", ["eos"] = "eos", ["unk"] = "unknown", ["sep"] = "seperator", ["pad"] = "padding", ["cls"] = "cls", ["mask"] = "mask", ["eot"] = "eot",
    };

    private readonly OrderedDictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, bool> _adds = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, uint> _ids = new(StringComparer.Ordinal);

    private SpecialTokenKeys()
    {
    }

    /// <summary>Adds the keys in the converter's order.</summary>
    /// <param name="metadata">What to add to.</param>
    /// <param name="model">The folder's <c>config.json</c>.</param>
    /// <param name="config">Its <c>tokenizer_config.json</c>, if there is one.</param>
    /// <param name="tokenizer">Its <c>tokenizer.json</c>, if there is one.</param>
    public static void AddTo(OrderedDictionary<string, GgufValue> metadata, JsonObject model, JsonObject? config, TokenizerJson? tokenizer)
    {
        var keys = new SpecialTokenKeys();
        foreach (var kind in s_kinds)
        {
            if (Content(config?[kind + "_token"]) is { } text)
                keys._texts[kind] = text;
        }

        if (tokenizer?.PostProcessor is JsonObject processor)
            keys.ReadProcessors(processor);
        keys.ReadIds(config, model, tokenizer);
        foreach (var (kind, id) in keys._ids)
            metadata[$"tokenizer.ggml.{s_keys[kind]}_token_id"] = GgufValue.From(id);
        foreach (var (kind, adds) in keys._adds)
            metadata[$"tokenizer.ggml.add_{kind}_token"] = GgufValue.From(adds);
    }

    private void ReadProcessors(JsonObject processor)
    {
        IEnumerable<JsonNode?> items = processor["processors"] is JsonArray list ? list : new[] { processor };
        foreach (var item in items)
        {
            var type = item is JsonObject ? item["type"]?.ToString() : null;
            if (type == "ByteLevel")
                (_adds["bos"], _adds["eos"]) = (false, false);
            if (type == "TemplateProcessing")
                ReadTemplate(item!["single"] as JsonArray ?? [], item["pair"] as JsonArray ?? []);
        }
    }

    private void ReadTemplate(JsonArray single, JsonArray pair)
    {
        var first = single.Count > 1 ? Special(single[0]) : null;
        var last = single.Count > 1 ? Special(single[^1]) : null;
        if (first is not null)
        {
            _texts.TryAdd("bos", first);
            _adds["bos"] = first == _texts["bos"] || first == _texts.GetValueOrDefault("cls");
        }

        if (last is not null)
        {
            if (_texts.TryGetValue("eos", out var end) && end != last)
                _texts.TryAdd("eot", end);
            _texts["eos"] = last;
            _adds["eos"] = true;
        }

        if (pair.Count > 0)
            ReadPair(pair, first, last);
    }

    /// <summary>A separator stands between the two sequences when the pair, without its outer tokens, is A, tokens, B.</summary>
    private void ReadPair(JsonArray pair, string? first, string? last)
    {
        var from = first is not null && Special(pair[0]) == first ? 1 : 0;
        var to = last is not null && Special(pair[^1]) == last ? pair.Count - 1 : pair.Count;
        if (to - from < 3 || Sequence(pair[from]) != "A" || Sequence(pair[to - 1]) != "B")
            return;
        var between = Special(pair[from + 1]);
        var known = between is not null && (between == _texts.GetValueOrDefault("sep") || between == _texts.GetValueOrDefault("eos"));
        var second = to - from == 4 ? Special(pair[from + 2]) : null;
        _adds["sep"] = (known && last is null) || (second is not null && (second == _texts.GetValueOrDefault("sep") || second == _texts.GetValueOrDefault("eos")));
    }

    private void ReadIds(JsonObject? config, JsonObject model, TokenizerJson? tokenizer)
    {
        foreach (var kind in s_kinds.Append("eot").Where(_ => config is not null))
        {
            if (config![$"add_{kind}_token"]?.GetValueKind() is JsonValueKind.True or JsonValueKind.False)
                _adds[kind] = config[$"add_{kind}_token"]!.GetValue<bool>();
            if (_texts.TryGetValue(kind, out var text) && tokenizer?.Added.Where(token => token.Text == text).Select(token => (int?)token.Id).FirstOrDefault() is { } id)
                _ids.TryAdd(kind, (uint)id);
        }

        foreach (var kind in s_kinds)
        {
            if (model[kind + "_token_id"] is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.TryGetValue<int>(out var id) && id >= 0)
                _ids.TryAdd(kind, (uint)id);
        }
    }

    private static string? Special(JsonNode? piece) => Content(piece is JsonObject item ? (item["SpecialToken"] as JsonObject)?["id"] : null);

    private static string? Sequence(JsonNode? piece) => Content(piece is JsonObject item ? (item["Sequence"] as JsonObject)?["id"] : null);

    private static string? Content(JsonNode? node)
    {
        if (node is JsonObject token)
            node = token["content"];
        return node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : null;
    }
}
