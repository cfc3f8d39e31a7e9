using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Stages.Text;

namespace SynthTrain.Stages.SplitExamples;

/// <summary>Finds requests that differ in values alone and mean different things, such as <c>pr 7</c> for one row and <c>pr 8</c> for another: no model can learn both.</summary>
internal sealed class AmbiguousPatterns
{
    private const int MostShown = 20;
    private readonly Dictionary<UInt128, (UInt128 Shape, string Id)> _first = [];
    private readonly Dictionary<UInt128, (string One, string Other)> _ambiguous = [];
    private readonly Dictionary<UInt128, int> _rows = [];

    /// <summary>Rows that are said in such a way.</summary>
    public long Rows => _ambiguous.Keys.Sum(pattern => (long)_rows[pattern]);

    /// <summary>Takes a row without earlier turns.</summary>
    public void Add(string id, UInt128 pattern, JsonElement output)
    {
        _rows[pattern] = _rows.GetValueOrDefault(pattern) + 1;
        var shape = TextKey.Of(Shape(output));
        if (!_first.TryAdd(pattern, (shape, id)) && _first[pattern].Shape != shape)
            _ambiguous.TryAdd(pattern, (_first[pattern].Id, id));
    }

    /// <summary>The part of the file <c>stats</c>: how many, and the first ones by the ids of two rows.</summary>
    public JsonObject ToJson() => new()
    {
        ["patterns"] = _ambiguous.Count,
        ["rows"] = Rows,
        ["for_example"] = new JsonArray([.. _ambiguous.Values.OrderBy(pair => pair.One, StringComparer.Ordinal).Take(MostShown).Select(pair => (JsonNode)new JsonArray(pair.One, pair.Other))]),
    };

    // All but the values.
    private static string Shape(JsonElement output) =>
        string.Join('\n', output.EnumerateObject().Select(field => field.Name == "args" ? string.Join(',', field.Value.EnumerateObject().Select(argument => argument.Name)) : field.Value.GetRawText()));
}
