using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.Hashing;

namespace SynthTrain.Loopback.Answers;

/// <summary>Makes an instance of a schema out of a prompt's words: the keywords that schemas of answers use, nested at most <see cref="MaxDepth"/> deep.</summary>
internal sealed class InstanceMaker(JsonElement root, PromptText prompt, SeededRandom random)
{
    private const int MaxDepth = 24;
    private const int OptionalDepth = 8;
    private const int ArrayItems = 3;
    private readonly WordSource _words = new(prompt.Words, random);

    /// <summary>An instance; not checked.</summary>
    public JsonNode? Make() => Make(new SchemaParts(root, root), "", 0);

    private JsonNode? Make(SchemaParts parts, string property, int depth)
    {
        parts.Choose(random);
        if (parts.Find("const") is { } constant)
            return Node(constant);
        if (parts.Find("enum") is { } values)
            return Enum(parts, values, property);
        return depth > MaxDepth ? null : parts.Type() switch
        {
            "object" => Object(parts, depth),
            "array" => Array(parts, property, depth),
            "integer" => JsonValue.Create(NumberRange.Of(parts).Integer(random)),
            "number" => JsonValue.Create(NumberRange.Of(parts).Number(random)),
            "boolean" => JsonValue.Create(random.Below(2) == 0),
            "null" => null,
            _ => Text(parts),
        };
    }

    private static JsonNode? Node(JsonElement value) => JsonNode.Parse(value.GetRawText());

    private JsonNode? Enum(SchemaParts parts, JsonElement values, string property)
    {
        var allowed = values.EnumerateArray().Where(value => parts.All("enum").All(other => other.EnumerateArray().Any(item => JsonElement.DeepEquals(item, value)))).ToArray();
        var texts = allowed.Where(value => value.ValueKind == JsonValueKind.String).Select(value => value.GetString()!).ToArray();
        return property.Length > 0 && prompt.Given(property, texts) is { } given ? JsonValue.Create(given) : Node(random.Pick(allowed));
    }

    private JsonObject Object(SchemaParts parts, int depth)
    {
        var made = new JsonObject();
        var required = parts.Required();
        // What conditions look at comes first: a constant, an enumeration.
        foreach (var name in parts.PropertyNames().OrderBy(name => parts.Property(name).IsChoice ? 0 : 1).ToArray())
        {
            if (parts.Property(name).IsChoice && (depth < OptionalDepth || required.Contains(name)))
                made[name] = Make(parts.Property(name), name, depth + 1);
        }

        parts.Decide(made);
        required = parts.Required();
        var ordered = new JsonObject();
        foreach (var name in parts.PropertyNames().Concat(required).Distinct(StringComparer.Ordinal).ToArray())
        {
            if (made.Remove(name, out var value))
                ordered[name] = value;
            else if (depth < OptionalDepth || required.Contains(name))
                ordered[name] = Make(parts.Property(name), name, depth + 1);
        }

        return ordered;
    }

    private JsonArray Array(SchemaParts parts, string property, int depth)
    {
        var min = parts.Largest("minItems") ?? 0;
        var max = parts.Smallest("maxItems") ?? int.MaxValue;
        var count = (int)Math.Min(max, min + random.Below(ArrayItems) + (min == 0 ? 1 : 0));
        var array = new JsonArray();
        for (var i = 0; i < count; i++)
            array.Add(Make(parts.Item(i), property, depth + 1));
        return array;
    }

    private JsonValue Text(SchemaParts parts)
    {
        var min = (int)(parts.Largest("minLength") ?? 0);
        var max = (int)Math.Min(parts.Smallest("maxLength") ?? 2000, 2000);
        if (parts.Find("pattern") is { } pattern)
            return JsonValue.Create(PatternSampler.Sample(pattern.GetString()!, random));
        return JsonValue.Create(_words.Text(min, max));
    }
}
