using System.Text.Json;
using System.Text.Json.Nodes;

namespace SynthTrain.Models;

/// <summary>Reads the properties of one object of a JSON file; an error says what stands there, what is allowed, and where.</summary>
internal sealed class JsonFields(JsonText text, JsonObject at, params string[] path)
{
    /// <summary>Whether the property is there and not null.</summary>
    public bool Has(string key) => at[key] is not null;

    /// <summary>Whether the property is there, be it null.</summary>
    public bool Names(string key) => at.ContainsKey(key);

    public int Int(string key, int? otherwise = null, int least = 0)
    {
        var value = IntOrNull(key) ?? otherwise ?? throw Missing(key);
        return value >= least ? value : throw Wrong(key, $"a whole number from {least} on");
    }

    public int? IntOrNull(string key) => at[key] switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.Number && value.TryGetValue<int>(out var number) => number,
        _ => throw Wrong(key, "a whole number"),
    };

    public double Number(string key, double? otherwise = null) => NumberOrNull(key) ?? otherwise ?? throw Missing(key);

    public double? NumberOrNull(string key) => at[key] switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.Number && value.TryGetValue<double>(out var number) && double.IsFinite(number) => number,
        _ => throw Wrong(key, "a number"),
    };

    public bool Bool(string key, bool otherwise) => BoolOrNull(key) ?? otherwise;

    public bool? BoolOrNull(string key) => at[key]?.GetValueKind() switch
    {
        null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong(key, "true or false"),
    };

    public string? Text(string key) => at[key] switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        _ => throw Wrong(key, "a text"),
    };

    public string[]? Texts(string key)
    {
        if (at[key] is null)
            return null;
        return at[key] is JsonArray list && list.All(item => item?.GetValueKind() == JsonValueKind.String)
            ? [.. list.Select(item => item!.GetValue<string>())] : throw Wrong(key, "a list of texts");
    }

    /// <summary>A whole number or a list of them.</summary>
    public int[] Ints(string key)
    {
        if (at[key] is not JsonArray list)
            return IntOrNull(key) is { } one ? [one] : [];
        return [.. list.Select(item => item is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.TryGetValue<int>(out var number)
            ? number : throw Wrong(key, "a whole number or a list of whole numbers"))];
    }

    public JsonFields? Object(string key) => at[key] switch
    {
        null => null,
        JsonObject inner => new(text, inner, [.. path, key]),
        _ => throw Wrong(key, "an object"),
    };

    public IEnumerable<string> Keys => at.Select(property => property.Key);

    public ModelException Error(ModelFault fault, string key, string message) => text.Error(fault, message, [.. path, key]);

    public ModelException Unsupported(string key, string allowed) => Error(ModelFault.UnsupportedModel, key, $"'{Dotted(key)}' of '{text.File}' is '{at[key]?.ToJsonString()}', which is not supported; supported is {allowed}");

    private ModelException Missing(string key) => text.Error(ModelFault.UnsupportedModel, $"'{text.File}' has no '{Dotted(key)}'", path);

    private ModelException Wrong(string key, string allowed) => Error(ModelFault.UnsupportedModel, key, $"'{Dotted(key)}' of '{text.File}' is '{at[key]?.ToJsonString()}' where {allowed} is expected");

    private string Dotted(string key) => string.Join('.', [.. path, key]);
}
