using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.Hashing;

namespace SynthTrain.Loopback.Answers;

/// <summary>All schemas that one value must match: references followed, <c>allOf</c> laid flat, alternatives chosen.</summary>
internal sealed class SchemaParts
{
    private readonly JsonElement _root;
    private readonly List<JsonElement> _parts = [];
    private bool _chosen;

    public SchemaParts(JsonElement root, params ReadOnlySpan<JsonElement> schemas)
    {
        _root = root;
        foreach (var schema in schemas)
            Add(schema, 0);
    }

    /// <summary>Whether the value is one of a list.</summary>
    public bool IsChoice => Find("enum") is not null || Find("const") is not null;

    /// <summary>Takes one of each list of alternatives.</summary>
    public void Choose(SeededRandom random)
    {
        if (_chosen)
            return;
        _chosen = true;
        for (var i = 0; i < _parts.Count; i++)
        {
            foreach (var keyword in new[] { "anyOf", "oneOf" })
            {
                if (_parts[i].TryGetProperty(keyword, out var list) && list.GetArrayLength() > 0)
                    Add(list[random.Below(list.GetArrayLength())], 0);
            }
        }
    }

    /// <summary>Takes the branches of conditions, now that the object has its choices.</summary>
    public void Decide(JsonObject made)
    {
        for (var i = 0; i < _parts.Count; i++)
        {
            if (_parts[i].TryGetProperty("if", out var condition) && _parts[i].TryGetProperty(Holds(condition, made) ? "then" : "else", out var branch))
                Add(branch, 0);
        }
    }

    /// <summary>The first value of a keyword; null for none.</summary>
    public JsonElement? Find(string keyword)
    {
        foreach (var part in _parts)
        {
            if (part.TryGetProperty(keyword, out var value))
                return value;
        }

        return null;
    }

    /// <summary>Every value of a keyword.</summary>
    public IEnumerable<JsonElement> All(string keyword) => _parts.Where(part => part.TryGetProperty(keyword, out _)).Select(part => part.GetProperty(keyword));

    /// <summary>The largest number of a keyword.</summary>
    public double? Largest(string keyword) => All(keyword).Select(value => (double?)value.GetDouble()).Max();

    /// <summary>The smallest number of a keyword.</summary>
    public double? Smallest(string keyword) => All(keyword).Select(value => (double?)value.GetDouble()).Min();

    /// <summary>The type, guessed from the other keywords where none is named. Never null where there is another.</summary>
    public string Type()
    {
        if (Find("type") is { } type)
        {
            var names = type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(name => name.GetString()!) : [type.GetString()!];
            return names.OrderBy(name => name.Equals("null", StringComparison.OrdinalIgnoreCase) ? 1 : 0).First().ToLowerInvariant();
        }

        return Find("properties") is not null || Find("required") is not null ? "object" : Find("items") is not null || Find("prefixItems") is not null ? "array" : "string";
    }

    /// <summary>The names that must be there.</summary>
    public HashSet<string> Required() => [.. All("required").SelectMany(list => list.EnumerateArray()).Select(name => name.GetString()!)];

    /// <summary>The names that are declared.</summary>
    public IEnumerable<string> PropertyNames() => All("properties").SelectMany(map => map.EnumerateObject()).Select(property => property.Name).Distinct(StringComparer.Ordinal);

    /// <summary>What a property must match.</summary>
    public SchemaParts Property(string name) =>
        new(_root, [.. All("properties").Where(map => map.TryGetProperty(name, out _)).Select(map => map.GetProperty(name))]);

    /// <summary>What an item must match.</summary>
    public SchemaParts Item(int index)
    {
        var prefix = Find("prefixItems");
        if (prefix is { } list && index < list.GetArrayLength())
            return new SchemaParts(_root, list[index]);
        return new SchemaParts(_root, [.. All("items")]);
    }

    private void Add(JsonElement schema, int depth)
    {
        if (schema.ValueKind != JsonValueKind.Object || depth > 32)
            return;
        _parts.Add(schema);
        if (schema.TryGetProperty("$ref", out var reference) && Resolve(reference.GetString()!) is { } target)
            Add(target, depth + 1);
        if (!schema.TryGetProperty("allOf", out var all))
            return;
        foreach (var part in all.EnumerateArray())
            Add(part, depth + 1);
    }

    private JsonElement? Resolve(string reference)
    {
        var at = _root;
        foreach (var step in reference.Split('/').Skip(1))
        {
            if (!at.TryGetProperty(step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal), out at))
                return null;
        }

        return at;
    }

    private static bool Holds(JsonElement condition, JsonObject made)
    {
        if (condition.TryGetProperty("required", out var required) && !required.EnumerateArray().All(name => made.ContainsKey(name.GetString()!)))
            return false;
        return !condition.TryGetProperty("properties", out var properties) || properties.EnumerateObject().All(property => made[property.Name] is not { } value || Matches(property.Value, value));
    }

    private static bool Matches(JsonElement schema, JsonNode value)
    {
        var json = JsonElement.Parse(value.ToJsonString());
        return (!schema.TryGetProperty("const", out var constant) || JsonElement.DeepEquals(constant, json))
            && (!schema.TryGetProperty("enum", out var list) || list.EnumerateArray().Any(item => JsonElement.DeepEquals(item, json)));
    }
}
