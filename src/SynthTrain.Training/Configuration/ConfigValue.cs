using System.Text.Json.Nodes;
using SynthTrain.Core.Configuration;

namespace SynthTrain.Training.Configuration;

/// <summary>What a configuration says under a name: in the file, or in an override.</summary>
/// <param name="Name">The name with its section.</param>
/// <param name="Text">The text; <see langword="null"/> for a list or a mapping.</param>
/// <param name="List">The entries of a list in the file.</param>
internal sealed record ConfigValue(string Name, string? Text, IReadOnlyList<string>? List)
{
    /// <summary>The mapping in the file that the value stands in; <see langword="null"/> for an override.</summary>
    public YamlMap? Section { get; init; }

    /// <summary>The name without its section.</summary>
    public string Key => Name[(Name.LastIndexOf('.') + 1)..];

    /// <summary>The entries of a list, or those of a text separated by commas, which overrides use.</summary>
    public IReadOnlyList<string> Items => List ?? [.. (Text ?? "").Trim('[', ']', ' ').Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(item => item.Trim('"', '\''))];

    /// <summary>What a message says was given.</summary>
    public string Shown => List is not null ? $"[{string.Join(", ", List)}]" : Text is null ? "a mapping" : $"'{Text}'";

    /// <summary>The value of a key of the file; <see langword="null"/> where it is absent or YAML's null.</summary>
    public static ConfigValue? Of(YamlMap section, string name)
    {
        var key = name[(name.LastIndexOf('.') + 1)..];
        if (section.Json(key) is not { } json)
            return null;
        var list = (json as JsonArray)?.Select(item => item?.ToString() ?? "").ToList();
        return new(name, json is JsonValue ? section.Text(key) : null, list) { Section = section };
    }
}
