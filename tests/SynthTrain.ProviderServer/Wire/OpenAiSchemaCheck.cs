using System.Text.Json;

namespace SynthTrain.Loopback.Wire;

/// <summary>The subset of JSON Schema that OpenAI's strict mode takes.</summary>
internal static class OpenAiSchemaCheck
{
    private const int MaxProperties = 5000;
    private const int MaxDepth = 10;
    private const int MaxEnum = 1000;
    private static readonly string[] s_refused = ["allOf", "oneOf", "not", "if", "then", "else", "dependentRequired", "dependentSchemas", "patternProperties", "prefixItems", "contains", "unevaluatedProperties", "uniqueItems", "propertyNames", "minProperties", "maxProperties"];

    /// <summary>Why the schema is refused; null when it is taken.</summary>
    public static WireError? Check(string schema, string name)
    {
        var tally = new Tally();
        var root = JsonElement.Parse(schema);
        var fault = root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String || type.GetString() != "object"
            ? "schema must be a JSON Schema of 'type: \"object\"', got 'type: \"None\"'."
            : root.TryGetProperty("anyOf", out _) ? "In context=(), 'anyOf' is not permitted at the root."
            : Fault(root, [], 0, tally);
        fault ??= tally.Properties > MaxProperties ? $"the schema has {tally.Properties} properties; at most {MaxProperties} are allowed." : null;
        fault ??= tally.Values > MaxEnum ? $"the schema has {tally.Values} enum values; at most {MaxEnum} are allowed." : null;
        return fault is null ? null : new WireError(ErrorKind.SchemaRefused, $"Invalid schema for response_format '{name}': {fault}") { Param = "response_format" };
    }

    private static string? Fault(JsonElement schema, string[] context, int depth, Tally tally)
    {
        if (schema.ValueKind != JsonValueKind.Object)
            return null;
        var where = $"In context=({string.Join(", ", context.Select(step => $"'{step}'"))}{(context.Length == 1 ? "," : "")})";
        if (s_refused.FirstOrDefault(keyword => schema.TryGetProperty(keyword, out _)) is { } refused)
            return $"{where}, '{refused}' is not permitted.";
        if (depth > MaxDepth)
            return $"{where}, the schema is nested deeper than {MaxDepth} levels.";
        if (schema.TryGetProperty("enum", out var values))
            tally.Values += values.GetArrayLength();
        if (schema.TryGetProperty("properties", out _) || IsObject(schema))
        {
            if (ObjectFault(schema, where, tally) is { } fault)
                return fault;
            depth++;
        }

        return Children(schema).Select(child => Fault(child.Schema, [.. context, .. child.Path], depth, tally)).FirstOrDefault(fault => fault is not null);
    }

    private static bool IsObject(JsonElement schema) =>
        schema.TryGetProperty("type", out var type) && (type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Any(name => name.GetString() == "object") : type.GetString() == "object");

    private static string? ObjectFault(JsonElement schema, string where, Tally tally)
    {
        if (!schema.TryGetProperty("additionalProperties", out var additional) || additional.ValueKind != JsonValueKind.False)
            return $"{where}, 'additionalProperties' is required to be supplied and to be false.";
        if (!schema.TryGetProperty("properties", out var properties))
            return null;
        var required = schema.TryGetProperty("required", out var list) ? list.EnumerateArray().Select(name => name.GetString()).ToHashSet(StringComparer.Ordinal) : [];
        foreach (var property in properties.EnumerateObject())
        {
            tally.Properties++;
            if (!required.Contains(property.Name))
                return $"{where}, 'required' is required to be supplied and to be an array including every key in properties. Missing '{property.Name}'.";
        }

        return null;
    }

    private static IEnumerable<(JsonElement Schema, string[] Path)> Children(JsonElement schema)
    {
        foreach (var keyword in new[] { "properties", "$defs", "definitions" })
        {
            if (!schema.TryGetProperty(keyword, out var map) || map.ValueKind != JsonValueKind.Object)
                continue;
            foreach (var member in map.EnumerateObject())
                yield return (member.Value, [keyword, member.Name]);
        }

        if (schema.TryGetProperty("items", out var items))
            yield return (items, ["items"]);
        if (!schema.TryGetProperty("anyOf", out var any))
            yield break;
        for (var i = 0; i < any.GetArrayLength(); i++)
            yield return (any[i], ["anyOf", i.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
    }

    private sealed class Tally
    {
        public int Properties { get; set; }

        public int Values { get; set; }
    }
}
