using System.Text.Json;
using System.Text.Json.Nodes;

namespace SynthTrain.Models.Gguf;

/// <summary>The parts of a <c>tokenizer.json</c> that a GGUF file holds.</summary>
internal sealed class TokenizerJson
{
    private readonly JsonText _text;

    public TokenizerJson(JsonText text)
    {
        _text = text;
        Model = _text.Root["model"] as JsonObject ?? throw Bad("it has no 'model'");
        ByText = [];
        if (Model["type"]?.ToString() is { } type and not "BPE")
            throw Bad($"its model is of type '{type}' where 'BPE' is supported", ModelFault.UnsupportedTokenizer, "model");
        foreach (var (token, id) in Model["vocab"] as JsonObject ?? throw Bad("its model has no 'vocab' by text"))
            ByText[token] = Id(id, token);
        if (ByText.Values.Distinct().Count() != ByText.Count)
            throw Bad("two tokens have one id");
        Added = [.. (_text.Root["added_tokens"] as JsonArray ?? []).Select(ReadAdded)];
    }

    /// <summary>The file.</summary>
    public string File => _text.File;

    public JsonObject Model { get; }

    /// <summary>The vocabulary without the added tokens.</summary>
    public Dictionary<string, int> ByText { get; }

    /// <summary>Tokens that are found before the text is split.</summary>
    public IReadOnlyList<(int Id, string Text, bool Special)> Added { get; }

    public bool IgnoreMerges => Model["ignore_merges"] is JsonValue value && value.GetValueKind() == JsonValueKind.True;

    public bool ByteFallback => Model["byte_fallback"] is JsonValue value && value.GetValueKind() == JsonValueKind.True;

    public string? Unknown => Model["unk_token"] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    public JsonNode? PreTokenizer => _text.Root["pre_tokenizer"];

    public JsonNode? Normalizer => _text.Root["normalizer"];

    public JsonNode? PostProcessor => _text.Root["post_processor"];

    /// <summary>Whether a space is put before the text: by a normalizer, or by Metaspace with another scheme than <c>never</c>.</summary>
    public bool PrependsSpace => Steps(Normalizer, "normalizers").Any(step => step["type"]?.ToString() == "Prepend")
        || Steps(PreTokenizer, "pretokenizers").Any(step => step["type"]?.ToString() == "Metaspace" && step["prepend_scheme"]?.ToString() != "never" && step["add_prefix_space"]?.ToJsonString() != "false");

    /// <summary>Vocabulary and added tokens by id.</summary>
    public Dictionary<int, string> ById()
    {
        var texts = ByText.ToDictionary(item => item.Value, item => item.Key);
        foreach (var (id, text, _) in Added)
        {
            if (texts.TryGetValue(id, out var other) && other != text)
                throw Bad($"the token {id} is both '{other}' and '{text}'");
            if (ByText.TryGetValue(text, out var twin) && twin != id)
                throw Bad($"the token '{text}' is both {twin} and {id}");
            texts[id] = text;
        }

        return texts;
    }

    /// <summary>The merges, best first, each a pair parted by a space; a space within a part becomes byte-level BPE's own sign for it.</summary>
    public string[] Merges()
    {
        var merges = Model["merges"] as JsonArray ?? throw Bad("its model has no 'merges'");
        return [.. merges.Select(merge => merge switch
        {
            JsonArray { Count: 2 } pair when pair.All(IsText) => string.Join(' ', pair.Select(part => part!.GetValue<string>().Replace(' ', 'Ġ'))),
            JsonValue when IsText(merge) => merge.GetValue<string>(),
            _ => throw Bad($"'{merge?.ToJsonString()}' is not a merge"),
        })];
    }

    public ModelException Bad(string what, ModelFault fault = ModelFault.Damaged, string? at = null) => at is null
        ? _text.Error(fault, $"'{File}' cannot be used: {what}") : _text.Error(fault, $"'{File}' cannot be used: {what}", at);

    private static IEnumerable<JsonObject> Steps(JsonNode? node, string list) => node is JsonObject step ? (step[list] as JsonArray)?.OfType<JsonObject>() ?? [step] : [];

    private static bool IsText(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String;

    private (int Id, string Text, bool Special) ReadAdded(JsonNode? token)
    {
        if (token is not JsonObject item || !IsText(item["content"]))
            throw Bad("an added token has no 'content'");
        var content = item["content"]!.GetValue<string>();
        return (Id(item["id"], content), content, item["special"]?.GetValueKind() == JsonValueKind.True);
    }

    private int Id(JsonNode? id, string token) => id is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.TryGetValue<int>(out var number) && number >= 0
        ? number : throw Bad($"the id of '{token}' is '{id?.ToJsonString()}'");
}
