using System.Text.Json;
using System.Text.Json.Nodes;

namespace SynthTrain.Training.BaseModels;

/// <summary>The special tokens that a template may name [transformers tokenization_utils_base.py: special_tokens_map is passed to apply_chat_template].</summary>
internal static class SpecialTokens
{
    private static readonly string[] s_kinds = ["bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"];

    /// <summary>Texts by variable.</summary>
    /// <param name="config"><c>tokenizer_config.json</c>, where a token is a text or an object with <c>content</c>.</param>
    /// <param name="map"><c>special_tokens_map.json</c>, for what the config does not say.</param>
    public static Dictionary<string, JsonElement> Variables(JsonObject config, JsonObject? map)
    {
        var variables = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var kind in s_kinds)
        {
            if ((Content(config[kind]) ?? Content(map?[kind])) is { } text)
                variables[kind] = JsonSerializer.SerializeToElement(text);
        }

        if ((config["additional_special_tokens"] ?? map?["additional_special_tokens"]) is JsonArray more)
            variables["additional_special_tokens"] = JsonSerializer.SerializeToElement(more.Select(Content).OfType<string>());
        return variables;
    }

    private static string? Content(JsonNode? token) => JsonObjects.Text(token is JsonObject item ? item["content"] : token);
}
