using System.Runtime.CompilerServices;
using System.Text.Json;

namespace SynthTrain.Teachers.Providers.OpenAI;

/// <summary>Whether a schema is in the subset that OpenAI enforces (<c>strict: true</c>): every object closed, every property required, no composition but <c>anyOf</c>.</summary>
/// <remarks>A schema outside of it is sent with <c>strict: false</c>, which guides the model and refuses nothing; the answer is checked here in any case.</remarks>
internal static class StrictSchema
{
    private static readonly string[] s_refused = ["oneOf", "allOf", "not", "if", "then", "else", "dependentRequired", "dependentSchemas", "patternProperties", "unevaluatedProperties", "propertyNames", "contains", "prefixItems", "uniqueItems", "minProperties", "maxProperties", "$dynamicRef"];
    private static readonly ConditionalWeakTable<string, object> s_known = [];

    public static bool Allows(JsonElement schema) => schema.ValueKind == JsonValueKind.Object && Root(schema) && Node(schema);

    /// <summary>As above, worked out once for each text.</summary>
    public static bool Allows(string text) => (bool)s_known.GetValue(text, static known => Allows(JsonElement.Parse(known)));

    private static bool Root(JsonElement schema) => schema.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("object");

    private static bool Node(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object)
            return schema.ValueKind != JsonValueKind.True && schema.ValueKind != JsonValueKind.False;
        if (Array.Exists(s_refused, word => schema.TryGetProperty(word, out _)))
            return false;
        return Closed(schema) && Members(schema, "properties") && Members(schema, "$defs") && Item(schema, "items") && Items(schema, "anyOf");
    }

    private static bool Closed(JsonElement schema)
    {
        if (!schema.TryGetProperty("properties", out var properties))
            return !Root(schema);
        if (properties.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("additionalProperties", out var open) || open.ValueKind != JsonValueKind.False)
            return false;
        var required = schema.TryGetProperty("required", out var names) && names.ValueKind == JsonValueKind.Array ? names.EnumerateArray().Select(name => name.ToString()).ToHashSet(StringComparer.Ordinal) : [];
        return properties.EnumerateObject().All(property => required.Contains(property.Name));
    }

    private static bool Members(JsonElement schema, string name) => !schema.TryGetProperty(name, out var members) || (members.ValueKind == JsonValueKind.Object && members.EnumerateObject().All(member => Node(member.Value)));

    private static bool Item(JsonElement schema, string name) => !schema.TryGetProperty(name, out var item) || Node(item);

    private static bool Items(JsonElement schema, string name) => !schema.TryGetProperty(name, out var items) || (items.ValueKind == JsonValueKind.Array && items.EnumerateArray().All(Node));
}
