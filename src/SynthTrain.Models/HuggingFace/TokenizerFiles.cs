using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SynthTrain.Models.HuggingFace;

/// <summary>The files of a folder that say how text becomes tokens; each is <see langword="null"/> when it is not there.</summary>
/// <param name="TokenizerJson">The path of <c>tokenizer.json</c>.</param>
/// <param name="TokenizerModel">The path of <c>tokenizer.model</c> (SentencePiece).</param>
/// <param name="TokenizerConfig">The path of <c>tokenizer_config.json</c>.</param>
/// <param name="SpecialTokensMap">The path of <c>special_tokens_map.json</c>.</param>
/// <param name="ChatTemplate">The template's text: of <c>chat_template.jinja</c>, else of <c>chat_template.json</c>, else of <c>tokenizer_config.json</c>, which is transformers' order.</param>
public sealed record TokenizerFiles(string? TokenizerJson, string? TokenizerModel, string? TokenizerConfig, string? SpecialTokensMap, string? ChatTemplate)
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Looks into a folder.</summary>
    public static TokenizerFiles Find(string folder)
    {
        var config = At("tokenizer_config.json");
        return new(At("tokenizer.json"), At("tokenizer.model"), config, At("special_tokens_map.json"), Template(At("chat_template.jinja"), At("chat_template.json"), config));

        string? At(string name) => File.Exists(Path.Combine(folder, name)) ? Path.Combine(folder, name) : null;
    }

    private static string? Template(string? jinja, string? json, string? config)
    {
        if (jinja is not null)
            return Lines(jinja);
        foreach (var file in new[] { json, config }.OfType<string>())
        {
            var text = JsonText.Read(file);
            if (text.Root["chat_template"] is { } template)
                return Named(template) ?? throw text.Error(ModelFault.Damaged, $"'chat_template' of '{file}' is neither a text nor a list of named templates with one called 'default'", "chat_template");
        }

        return null;
    }

    /// <summary>The text with line ends as Python reads them.</summary>
    private static string Lines(string path)
    {
        try
        {
            return s_strict.GetString(File.ReadAllBytes(path)).Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        }
        catch (DecoderFallbackException exception)
        {
            throw new ModelException(ModelFault.Damaged, $"'{path}' is not UTF-8: {exception.Message}", path, inner: exception);
        }
    }

    /// <summary>A template, or of several with names the one called <c>default</c>.</summary>
    private static string? Named(JsonNode template)
    {
        if (template is JsonArray list)
            template = list.OfType<JsonObject>().FirstOrDefault(item => item["name"] is JsonValue name && name.GetValueKind() == JsonValueKind.String && name.GetValue<string>() == "default")?["template"] ?? list;
        return template is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
    }
}
