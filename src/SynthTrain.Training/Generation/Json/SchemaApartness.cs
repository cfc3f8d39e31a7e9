using System.Text.Json;

namespace SynthTrain.Training.Generation.Json;

/// <summary>Whether two schemas can be shown to hold no value in common, as alternatives of <c>oneOf</c> must.</summary>
internal sealed class SchemaApartness(SchemaTree tree)
{
    private const int MostDepth = 8;
    private static readonly string[] s_choices = ["anyOf", "oneOf"];

    public bool Of(SchemaPlace left, SchemaPlace right, int depth = 0)
    {
        if (depth > MostDepth)
            return false;
        var (a, b) = (tree.Follow(left), tree.Follow(right));
        if (IsFalse(a.Schema) || IsFalse(b.Schema))
            return true;
        if (a.Schema.ValueKind != JsonValueKind.Object || b.Schema.ValueKind != JsonValueKind.Object)
            return false;
        if (Split(a, b, depth) || Split(b, a, depth))
            return true;
        var (types, others) = (Types(a.Schema), Types(b.Schema));
        if (types is not null && others is not null && !types.Intersect(others).Any())
            return true;
        if (Values(a.Schema) is { } values && Values(b.Schema) is { } given)
            return !values.Exists(value => given.Exists(other => JsonElement.DeepEquals(value, other)));
        return types is ["object"] && others is ["object"] && (PropertiesPart(a, b, depth) || PropertiesPart(b, a, depth));
    }

    private static bool IsFalse(JsonElement schema) => schema.ValueKind == JsonValueKind.False;

    /// <summary>A choice is apart from what all its alternatives are apart from.</summary>
    private bool Split(SchemaPlace choice, SchemaPlace other, int depth) => s_choices.Any(keyword =>
        choice.Schema.TryGetProperty(keyword, out var list) && list.EnumerateArray().All(item => Of(choice.At(keyword, item), other, depth + 1)));

    /// <summary>A property that the one must have and that the other has otherwise, or may not have.</summary>
    private bool PropertiesPart(SchemaPlace one, SchemaPlace other, int depth)
    {
        if (!one.Schema.TryGetProperty("required", out var required))
            return false;
        var closed = other.Schema.TryGetProperty("additionalProperties", out var more) && IsFalse(more) && !other.Schema.TryGetProperty("patternProperties", out _);
        foreach (var name in required.EnumerateArray().Select(item => item.GetString()!))
        {
            if (Property(other.Schema, name) is not { } theirs)
            {
                if (closed)
                    return true;
                continue;
            }

            if (Property(one.Schema, name) is { } ours && Requires(other.Schema, name) && Of(one.At(name, ours), other.At(name, theirs), depth + 1))
                return true;
        }

        return false;
    }

    private static bool Requires(JsonElement schema, string name) => schema.TryGetProperty("required", out var required) && required.EnumerateArray().Any(item => item.GetString() == name);

    private static JsonElement? Property(JsonElement schema, string name) => schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(name, out var property) ? property : null;

    private static List<JsonElement>? Values(JsonElement schema) => schema.TryGetProperty("const", out var value) ? [value] : schema.TryGetProperty("enum", out var list) ? [.. list.EnumerateArray()] : null;

    /// <summary>The types of its values; an integer is a number.</summary>
    private static string[]? Types(JsonElement schema)
    {
        if (schema.TryGetProperty("type", out var type))
            return [.. (type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(item => item.GetString()!) : [type.GetString()!]).Select(name => name == "integer" ? "number" : name)];
        return Values(schema) is { } values ? [.. values.Select(TypeOf).Distinct()] : null;
    }

    private static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Null => "null",
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        JsonValueKind.Array => "array",
        _ => "object",
    };
}
