using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.Jsonl;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace SynthTrain.Core.Configuration;

/// <summary>Flattens YAML so that no two values that differ as JSON come out the same.</summary>
/// <remarks>
/// Scalars stand as they are written, names are joined by dots. Only what could be taken for another thing is written as JSON: a text that reads as a number, a flag or null, a name with a dot or bracket, an empty
/// list or mapping.
/// </remarks>
internal static class YamlFlat
{
    /// <summary>Adds what stands at and below a node.</summary>
    public static void Add(YamlNode node, string path, SortedDictionary<string, string> flat)
    {
        switch (node)
        {
            case YamlMappingNode mapping:
                foreach (var (key, value) in mapping.Children)
                    Below(value, $"{path}.{Name((key as YamlScalarNode)?.Value ?? "")}", flat);
                break;
            case YamlSequenceNode sequence:
                for (var i = 0; i < sequence.Children.Count; i++)
                    Below(sequence.Children[i], string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), flat);
                break;
            case YamlScalarNode scalar:
                flat[path] = Text(scalar);
                break;
        }
    }

    private static void Below(YamlNode node, string path, SortedDictionary<string, string> flat)
    {
        if (node is YamlMappingNode { Children.Count: 0 })
            flat[path] = "{}";
        else if (node is YamlSequenceNode { Children.Count: 0 })
            flat[path] = "[]";
        else
            Add(node, path, flat);
    }

    private static string Name(string name) => name.Length > 0 && name.AsSpan().IndexOfAny(".[]\"") < 0 ? name : Quoted(name);

    private static string Text(YamlScalarNode scalar)
    {
        var text = scalar.Value ?? "";
        return IsText(scalar) && (text is "[]" or "{}" || text.StartsWith('"') || !IsText(new YamlScalarNode(text) { Style = ScalarStyle.Plain })) ? Quoted(text) : text;
    }

    private static bool IsText(YamlScalarNode scalar) => YamlJson.Convert(scalar) is { } value && value.GetValueKind() == JsonValueKind.String;

    private static string Quoted(string text) => JsonText.ToText(JsonValue.Create(text));
}
