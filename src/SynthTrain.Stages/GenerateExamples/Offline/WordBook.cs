using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.Configuration;

namespace SynthTrain.Stages.GenerateExamples.Offline;

/// <summary>How people speak of commands: sections of keys, keys of facets, facets of lines. <c>lexicon.yaml</c> documents the shape.</summary>
internal sealed class WordBook
{
    private static readonly Lazy<string> s_shippedText = new(ReadText);
    private static readonly Lazy<WordBook> s_shipped = new(ReadShipped);

    private readonly Dictionary<string, Dictionary<string, Dictionary<string, string[]>>> _sections = new(StringComparer.Ordinal);

    /// <summary>The lexicon that comes with the program.</summary>
    public static WordBook Shipped => s_shipped.Value;

    /// <summary>A hash of the shipped file, whatever its line ends.</summary>
    public static string ShippedHash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(s_shippedText.Value.ReplaceLineEndings("\n"))))[..16];

    /// <summary>This lexicon with a project's own laid over it: lines are put before those of the same facet; a facet whose name ends in <c>!</c> replaces them.</summary>
    public WordBook With(JsonElement own)
    {
        if (own.ValueKind != JsonValueKind.Object || !own.EnumerateObject().Any())
            return this;
        var both = new WordBook();
        foreach (var (section, keys) in _sections)
        {
            foreach (var (key, facets) in keys)
                both.Facets(section, key, new(facets, StringComparer.Ordinal));
        }

        both.Lay(own);
        return both;
    }

    /// <summary>The keys of a section.</summary>
    public IEnumerable<string> Keys(string section) => _sections.GetValueOrDefault(section)?.Keys ?? Enumerable.Empty<string>();

    /// <summary>What is said of a thing, by its keys from the most specific to the most general.</summary>
    public LexiconEntry Find(string section, params IEnumerable<string> keys) =>
        new([.. keys.Select(key => _sections.GetValueOrDefault(section)?.GetValueOrDefault(key)).OfType<Dictionary<string, string[]>>()]);

    private static string ReadText()
    {
        using var stream = typeof(WordBook).Assembly.GetManifestResourceStream("lexicon.yaml")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static WordBook ReadShipped()
    {
        var file = YamlFile.Parse(s_shippedText.Value, "lexicon.yaml");
        var json = new JsonObject(file.Keys.Select(key => KeyValuePair.Create(key, file.Json(key))));
        var lexicon = new WordBook();
        lexicon.Lay(JsonElement.Parse(json.ToJsonString()));
        return lexicon;
    }

    private static JsonElement.ObjectEnumerator Members(JsonElement element) => element.ValueKind == JsonValueKind.Object ? element.EnumerateObject() : default;

    private static string[] Lines(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [.. value.GetString()!.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Line)],
        JsonValueKind.Array => [.. value.EnumerateArray().SelectMany(Lines)],
        JsonValueKind.Null or JsonValueKind.Undefined => [],
        _ => [value.ToString()],
    };

    // A line of its own may say nothing at all: "()".
    private static string Line(string line) => line == "()" ? "" : line;

    private void Lay(JsonElement own)
    {
        foreach (var section in Members(own))
        {
            foreach (var key in Members(section.Value))
            {
                var facets = Facets(section.Name, key.Name, []);
                foreach (var facet in Members(key.Value))
                {
                    var name = facet.Name.TrimEnd('!');
                    facets[name] = [.. Lines(facet.Value), .. facet.Name.EndsWith('!') ? [] : facets.GetValueOrDefault(name) ?? []];
                }
            }
        }
    }

    private Dictionary<string, string[]> Facets(string section, string key, Dictionary<string, string[]> fresh)
    {
        if (!_sections.TryGetValue(section, out var keys))
            _sections[section] = keys = new(StringComparer.Ordinal);
        if (!keys.TryGetValue(key, out var facets))
            keys[key] = facets = fresh;
        return facets;
    }
}
