using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.Diagnostics;

namespace SynthTrain.Training.BaseModels.Hub;

/// <summary>Which files of a repository a base model needs.</summary>
internal static class HubNames
{
    public const string Single = "model.safetensors";
    public const string Index = "model.safetensors.index.json";

    private static readonly string[] s_papers =
    [
        "config.json", "generation_config.json", "tokenizer.json", "tokenizer.model", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "chat_template.json",
    ];

    /// <summary>Whether a text is the name of a file and of nothing else.</summary>
    public static bool IsPlain(string name) => name.Length is > 0 and <= 200 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-') && name[0] != '.';

    /// <summary>Papers, templates, and the weights in one file or the index of several.</summary>
    /// <param name="files">The repository's files.</param>
    /// <param name="id">For messages.</param>
    /// <exception cref="SynthException"><see cref="Codes.BaseModelUnavailable"/> when it holds no model of this kind.</exception>
    public static IReadOnlyList<string> Needed(IReadOnlyCollection<string> files, HubId id)
    {
        var weights = files.Contains(Single) ? Single : files.Contains(Index) ? Index : null;
        var lacks = !files.Contains("config.json") ? "config.json" : weights is null ? Single : !files.Contains("tokenizer.json") && !files.Contains("tokenizer.model") ? "tokenizer.json" : null;
        if (lacks is not null)
        {
            var gguf = files.FirstOrDefault(file => file.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase));
            throw new SynthException(Codes.BaseModelUnavailable, $"The model '{id.Repository}' has no '{lacks}', so that it cannot be trained from its folder. {(gguf is null ? "Name a model in the safetensors format." : $"It has GGUF files: download one, such as '{gguf}', and name its path as the base.")}");
        }

        return [.. files.Where(file => IsPlain(file) && (s_papers.Contains(file) || file.EndsWith(".jinja", StringComparison.Ordinal) || file == weights)).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>The files that an index names.</summary>
    /// <exception cref="SynthException"><see cref="Codes.BadDownload"/> when it is no index.</exception>
    public static IReadOnlyList<string> Shards(string index)
    {
        try
        {
            var map = JsonNode.Parse(File.ReadAllBytes(index))?["weight_map"] as JsonObject ?? [];
            var names = map.Select(item => JsonObjects.Text(item.Value) ?? "").Distinct().Order(StringComparer.Ordinal).ToList();
            if (names.Count > 0 && names.All(name => IsPlain(name) && name.EndsWith(".safetensors", StringComparison.Ordinal)))
                return names;
        }
        catch (JsonException)
        {
            // Said below.
        }

        throw new SynthException(Codes.BadDownload, $"'{index}' is no index of weights: its 'weight_map' must name .safetensors files beside it. Delete it and run FetchBase again; if that does not help, the model's repository is damaged.");
    }
}
