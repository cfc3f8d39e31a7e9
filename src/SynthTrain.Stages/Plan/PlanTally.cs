using System.Globalization;
using System.Text.Json.Nodes;

namespace SynthTrain.Stages.Plan;

/// <summary>Counts the rows that were written.</summary>
internal sealed class PlanTally(PlanSpec spec, int seed)
{
    private readonly SortedDictionary<string, int> _templates = new(StringComparer.Ordinal);
    private readonly HashSet<string> _groups = new(StringComparer.Ordinal);
    private readonly int[][] _counts = [.. spec.Dimensions.Select(dimension => new int[dimension.Entries.Count])];

    /// <summary>Rows so far.</summary>
    public int Rows { get; private set; }

    /// <summary>Takes one row.</summary>
    public void Add(PlanCell cell, string template, string group)
    {
        Rows++;
        _counts[0][cell.Category]++;
        _counts[1][cell.Difficulty]++;
        _counts[2][cell.PayloadType]++;
        _counts[3][cell.Region]++;
        _templates[template] = _templates.GetValueOrDefault(template) + 1;
        _groups.Add(group);
    }

    /// <summary>The statistics file.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["rows"] = Rows,
            ["planned"] = spec.Count,
            ["spec_version"] = spec.Version,
            ["seed"] = seed,
            ["groups"] = _groups.Count,
        };
        foreach (var (dimension, counts) in spec.Dimensions.Zip(_counts))
            json[dimension.Key] = new JsonObject(dimension.Entries.Select((entry, i) => KeyValuePair.Create(entry.Name, (JsonNode?)counts[i])));
        json["templates"] = new JsonObject(_templates.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
        return json;
    }

    /// <summary>The figures to print.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Figures() =>
    [
        .. spec.Dimensions.Zip(_counts).Select(pair => KeyValuePair.Create(
            pair.First.Key,
            string.Join(", ", pair.First.Entries.Select((entry, i) => string.Create(CultureInfo.InvariantCulture, $"{entry.Name} {pair.Second[i]}"))))),
        KeyValuePair.Create("groups", _groups.Count.ToString(CultureInfo.InvariantCulture)),
    ];
}
