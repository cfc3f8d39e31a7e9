using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SynthTrain.Teachers.Providers;

/// <summary>Whether a schema is in the subset that providers enforce word by word: its root an object, every object with named properties and closed, no composition but <c>anyOf</c>.</summary>
internal static class ClosedSchema
{
    private static readonly string[] s_composed = ["oneOf", "allOf", "not", "if", "then", "else", "dependentRequired", "dependentSchemas", "patternProperties", "unevaluatedProperties", "propertyNames", "contains", "prefixItems", "uniqueItems", "minProperties", "maxProperties", "$dynamicRef"];

    private static readonly ConditionalWeakTable<ChatResponseFormatJson, object> s_strict = [];

    /// <summary>Whether OpenAI's <c>strict</c> takes it; worked out once for each format.</summary>
    public static bool IsStrict(ChatResponseFormatJson format) =>
        (bool)s_strict.GetValue(format, static format => format.Schema is { } schema && Is(schema, allRequired: true));

    /// <summary>Whether it is.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="allRequired">Whether every property must be required too and no further word be used, as OpenAI's <c>strict</c> asks.</param>
    public static bool Is(JsonElement schema, bool allRequired) => schema.ValueKind == JsonValueKind.Object && IsObject(schema) && Node(schema, allRequired);

    private static bool IsObject(JsonElement schema) => schema.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("object");

    private static bool Node(JsonElement schema, bool allRequired)
    {
        if (schema.ValueKind != JsonValueKind.Object || Array.Exists(s_composed, word => schema.TryGetProperty(word, out _)))
            return false;
        if (allRequired && !StrictWords.Knows(schema))
            return false;
        return Closed(schema, allRequired) && Members(schema, "properties", allRequired) && Members(schema, "$defs", allRequired) && Members(schema, "definitions", allRequired)
            && (!schema.TryGetProperty("items", out var item) || Node(item, allRequired))
            && (!schema.TryGetProperty("anyOf", out var any) || (any.ValueKind == JsonValueKind.Array && any.EnumerateArray().All(member => Node(member, allRequired))));
    }

    private static bool Closed(JsonElement schema, bool allRequired)
    {
        if (!schema.TryGetProperty("properties", out var properties))
            return !IsObject(schema);
        if (properties.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("additionalProperties", out var open) || open.ValueKind != JsonValueKind.False)
            return false;
        if (!allRequired)
            return true;
        var required = schema.TryGetProperty("required", out var names) && names.ValueKind == JsonValueKind.Array ? names.EnumerateArray().Select(name => name.ToString()).ToHashSet(StringComparer.Ordinal) : [];
        return properties.EnumerateObject().All(property => required.Contains(property.Name));
    }

    private static bool Members(JsonElement schema, string name, bool allRequired) =>
        !schema.TryGetProperty(name, out var members) || (members.ValueKind == JsonValueKind.Object && members.EnumerateObject().All(member => Node(member.Value, allRequired)));
}
