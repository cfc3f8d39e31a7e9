using System.Text.Json;

namespace SynthTrain.Training.Generation.Json;

/// <summary>Objects, lists, texts and numbers.</summary>
internal sealed partial class SchemaCompiler
{
    private static readonly JsonElement s_anything = JsonDocument.Parse("true").RootElement.Clone();

    /// <summary>The place of any value at all, wherever a schema leaves it open.</summary>
    private GrammarNode Anything => Compile(new(s_anything, "(any)"));

    private ObjectNode Object(SchemaPlace place)
    {
        var schema = place.Schema;
        var hasNames = schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("properties", out _);
        var others = Inner(place, "additionalProperties", hasNames ? null : Anything);
        var required = Texts(schema, "required");
        var properties = new List<ObjectProperty>();
        var forbidden = 0;
        if (hasNames)
        {
            foreach (var member in schema.GetProperty("properties").EnumerateObject())
            {
                var inner = place.At($"properties/{member.Name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}", member.Value);
                if (tree.Follow(inner).Schema.ValueKind != JsonValueKind.False)
                    properties.Add(new(member.Name, Literal.Bytes(member.Name), Compile(inner), required.Contains(member.Name)));
                else if (required.Contains(member.Name))
                    throw tree.Refuse(inner.Pointer, "is 'false', and the property is required");
                else
                {
                    // It stays named, so that it does not pass for one of the others.
                    properties.Add(new(member.Name, Literal.Bytes(member.Name), new ChoiceNode(), IsRequired: false));
                    forbidden++;
                }
            }
        }

        foreach (var name in required.Where(name => !properties.Exists(property => property.Name == name)))
            properties.Add(new(name, Literal.Bytes(name), others ?? (schema.TryGetProperty("additionalProperties", out _) ? throw tree.Refuse($"{place.Pointer}/required", $"names '{name}', which 'additionalProperties' forbids") : Anything), IsRequired: true));
        var (least, most) = (Count(place, "minProperties", 0), Count(place, "maxProperties", int.MaxValue));
        if (properties.Count(property => property.IsRequired) > most || (others is null && properties.Count - forbidden < least) || least > most)
            throw tree.Refuse(place.Pointer, "allows no object: its numbers of properties contradict each other");
        return new(properties, others, least, most) { IsCanonical = isCanonical };
    }

    private ArrayNode Array(SchemaPlace place)
    {
        var first = place.Schema.ValueKind == JsonValueKind.Object && place.Schema.TryGetProperty("prefixItems", out var list)
            ? list.EnumerateArray().Select((item, i) => Compile(place.At($"prefixItems/{i}", item))).ToList() : [];
        var rest = Inner(place, "items", Anything);
        var (least, most) = (Count(place, "minItems", 0), Count(place, "maxItems", int.MaxValue));
        if (least > most || (rest is null && first.Count < least))
            throw tree.Refuse(place.Pointer, "allows no list: its numbers of items contradict each other");
        return new(first, rest, least, most) { Different = Different(place, least), IsCanonical = isCanonical };
    }

    /// <summary>The items of a list in which no two are equal: they can be told apart while they are written when all of them are given.</summary>
    private List<LiteralNode>? Different(SchemaPlace place, int least)
    {
        if (place.Schema.ValueKind != JsonValueKind.Object || !place.Schema.TryGetProperty("uniqueItems", out var unique) || unique.ValueKind != JsonValueKind.True)
            return null;
        var items = place.Schema.TryGetProperty("items", out var schema) ? tree.Follow(place.At("items", schema)) : null;
        var keywords = items is null ? [] : SchemaTree.Keywords(items.Schema).ToList();
        if (items is null || place.Schema.TryGetProperty("prefixItems", out _) || !keywords.Exists(keyword => keyword is "enum" or "const"))
            throw tree.Refuse($"{place.Pointer}/uniqueItems", "can be enforced while an answer is written when 'items' has an 'enum', and there are no 'prefixItems'");
        var values = new List<JsonElement>();
        foreach (var value in Values(items, keywords).Where(value => !values.Exists(other => JsonElement.DeepEquals(other, value))))
            values.Add(value);
        return values.Count >= least ? values.ConvertAll(Written) : throw tree.Refuse(place.Pointer, "allows no list: it asks for more different items than there are");
    }

    private StringNode String(SchemaPlace place)
    {
        var (least, most) = (Count(place, "minLength", 0), Count(place, "maxLength", int.MaxValue));
        return least <= most ? new(least, most) : throw tree.Refuse(place.Pointer, $"has a 'minLength' of '{least}' above its 'maxLength' of {most}");
    }

    private NumberNode Number(SchemaPlace place, bool isInteger)
    {
        if (place.Schema.ValueKind == JsonValueKind.Object && place.Schema.TryGetProperty("multipleOf", out var step) && !(isInteger && step.TryGetDecimal(out var one) && one == 1))
            throw tree.Refuse($"{place.Pointer}/multipleOf", "cannot be enforced while an answer is written");
        string[] keywords = ["minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"];
        var bounds = keywords.Select(keyword => Bound(place, keyword)).ToArray();
        var low = Int128.Max(bounds[0]?.Low(isOpen: false) ?? -NumberNode.Greatest, bounds[1]?.Low(isOpen: true) ?? -NumberNode.Greatest);
        var high = Int128.Min(bounds[2]?.High(isOpen: false) ?? NumberNode.Greatest, bounds[3]?.High(isOpen: true) ?? NumberNode.Greatest);
        var node = new NumberNode(isInteger, low, high, System.Array.TrueForAll(bounds, bound => bound is null));
        return node.IsPossible ? node : throw tree.Refuse(
            place.Pointer, $"allows no {(isInteger ? "integer" : "number")} of at most {NumberNode.Digits} digits on each side of the point: {string.Join(", ", keywords.Where((_, i) => bounds[i] is not null).Select(keyword => $"'{keyword}' is '{place.Schema.GetProperty(keyword).GetRawText()}'"))}");
    }

    private static NumberBound? Bound(SchemaPlace place, string keyword) =>
        place.Schema.ValueKind == JsonValueKind.Object && place.Schema.TryGetProperty(keyword, out var value) ? NumberBound.Parse(value.GetRawText()) : null;

    /// <summary>The schema under a keyword: absent = the default, <c>false</c> = none.</summary>
    private GrammarNode? Inner(SchemaPlace place, string keyword, GrammarNode? absent)
    {
        if (place.Schema.ValueKind != JsonValueKind.Object || !place.Schema.TryGetProperty(keyword, out var schema))
            return absent;
        var inner = place.At(keyword, schema);
        return tree.Follow(inner).Schema.ValueKind == JsonValueKind.False ? null : Compile(inner);
    }

    private static int Count(SchemaPlace place, string keyword, int none)
    {
        if (place.Schema.ValueKind != JsonValueKind.Object || !place.Schema.TryGetProperty(keyword, out var value))
            return none;
        return value.TryGetDecimal(out var number) && number <= int.MaxValue ? (int)number : int.MaxValue;
    }

    private static HashSet<string> Texts(JsonElement schema, string keyword) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty(keyword, out var list) ? [.. list.EnumerateArray().Select(item => item.GetString()!)] : [];
}
