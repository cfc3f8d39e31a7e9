using System.Text.Json;
using System.Text.Json.Nodes;

namespace SynthTrain.Training.BaseModels;

/// <summary>The special tokens that a template may name [transformers tokenization_utils_base.py: special_tokens_map is passed to apply_chat_template].</summary>
internal static class SpecialTokens
{
    private const string More = "additional_special_tokens";
    private static readonly string[] s_kinds = ["bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"];

    /// <summary>Texts by variable.</summary>
    /// <param name="config"><c>tokenizer_config.json</c>, where a token is a text or an object with <c>content</c>.</param>
    public static Dictionary<string, JsonElement> Variables(JsonObject config)
    {
        var variables = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var kind in s_kinds)
        {
            if (Content(config[kind]) is { } text)
                variables[kind] = JsonSerializer.SerializeToElement(text);
        }

        if (config[More] is JsonArray more)
            variables[More] = JsonSerializer.SerializeToElement(more.Select(Content).OfType<string>());
        return variables;
    }

    /// <summary>Writes into a config what it does not say and a <c>special_tokens_map.json</c> does, so that a folder without that file says the same. Tokens become texts: an object would need transformers' own marks.</summary>
    public static void Complete(JsonObject config, JsonObject? map)
    {
        foreach (var kind in s_kinds)
        {
            if (Content(config[kind]) is null && Content(map?[kind]) is { } text)
                config[kind] = text;
        }

        if (config[More] is null && map?[More] is JsonArray more)
            config[More] = new JsonArray([.. more.Select(Content).OfType<string>().Select(text => JsonValue.Create(text))]);
    }

    private static string? Content(JsonNode? token) => JsonObjects.Text(token is JsonObject item ? item["content"] : token);
}
