using System.Text.Json;

namespace SynthTrain.Loopback.Wire;

/// <summary>The subset of JSON Schema that Anthropic's structured outputs take.</summary>
internal static class AnthropicSchemaCheck
{
    private static readonly string[] s_refused =
    [
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "maxItems", "uniqueItems", "contains", "prefixItems",
        "oneOf", "not", "if", "then", "else", "dependentRequired", "dependentSchemas", "patternProperties", "propertyNames", "minProperties", "maxProperties",
        "unevaluatedProperties", "unevaluatedItems",
    ];

    /// <summary>Why the schema is refused; null when it is taken.</summary>
    public static WireError? Check(string schema) =>
        Fault(JsonElement.Parse(schema)) is { } fault ? new WireError(ErrorKind.SchemaRefused, "output_config.format.schema: " + fault) : null;

    private static string? Fault(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object)
            return null;
        var type = schema.TryGetProperty("type", out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        if (s_refused.FirstOrDefault(keyword => schema.TryGetProperty(keyword, out _)) is { } refused)
            return $"For '{type}' type, property '{refused}' is not supported";
        if (schema.TryGetProperty("minItems", out var items) && items.GetInt32() > 1)
            return "For 'array' type, 'minItems' values other than 0 or 1 are not supported";
        if (type == "object" && (!schema.TryGetProperty("additionalProperties", out var additional) || additional.ValueKind != JsonValueKind.False))
            return "For 'object' type, 'additionalProperties' must be explicitly set to false";
        return Children(schema).Select(Fault).FirstOrDefault(fault => fault is not null);
    }

    private static IEnumerable<JsonElement> Children(JsonElement schema)
    {
        foreach (var keyword in new[] { "properties", "$defs", "definitions" })
        {
            if (schema.TryGetProperty(keyword, out var map) && map.ValueKind == JsonValueKind.Object)
            {
                foreach (var member in map.EnumerateObject())
                    yield return member.Value;
            }
        }

        foreach (var keyword in new[] { "anyOf", "allOf" })
        {
            if (schema.TryGetProperty(keyword, out var list) && list.ValueKind == JsonValueKind.Array)
            {
                foreach (var member in list.EnumerateArray())
                    yield return member;
            }
        }

        if (schema.TryGetProperty("items", out var items))
            yield return items;
    }
}
