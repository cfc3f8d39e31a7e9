using System.Text.Json;

namespace SynthTrain.Training.Generation.Json;

/// <summary>Makes a grammar of a JSON Schema. What is written by it is valid; not all that is valid can be written: where a keyword speaks of one type only, that type is written, and an object
/// with <c>properties</c> has no others unless <c>additionalProperties</c> says so.</summary>
/// <param name="tree">The schema.</param>
/// <param name="isCanonical">Whether each document is written in one way: properties in the schema's order, and no spaces.</param>
internal sealed partial class SchemaCompiler(SchemaTree tree, bool isCanonical = false)
{
    private const int MostDepth = 200;
    private static readonly string[] s_types = ["object", "array", "string", "number", "boolean", "null"];
    private readonly Dictionary<string, ChoiceNode> _made = new(StringComparer.Ordinal);
    private readonly List<GrammarNode> _nodes = [];
    private int _depth;

    /// <summary>The grammar of the whole schema, in which everything that is begun can come to an end.</summary>
    public GrammarNode Compile()
    {
        var root = Compile(tree.Root);
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var node in _nodes)
                changed |= node.Settle();
        }

        if (root.Height <= JsonAutomaton.Levels)
            return root;
        var place = _made.Last(made => made.Value.Height > JsonAutomaton.Levels);
        throw tree.Refuse(place.Key, $"allows no value of at most {JsonAutomaton.Levels} objects and lists inside one another; give what leads back to itself an end, as by leaving it out of 'required'");
    }

    private GrammarNode Compile(SchemaPlace given)
    {
        var place = tree.Follow(given);
        if (_made.TryGetValue(place.Pointer, out var known))
            return known;
        if (_depth++ > MostDepth)
            throw tree.Refuse(place.Pointer, $"stands inside more than {MostDepth} others");
        var node = _made[place.Pointer] = Kept(new ChoiceNode());
        node.Alternatives.AddRange(Alternatives(place));
        _depth--;
        return node;
    }

    private T Kept<T>(T node)
        where T : GrammarNode
    {
        _nodes.Add(node);
        return node;
    }

    private IEnumerable<GrammarNode> Alternatives(SchemaPlace place)
    {
        var schema = place.Schema;
        if (schema.ValueKind is JsonValueKind.False)
            throw tree.Refuse(place.Pointer, "is 'false': no value is allowed");
        var keywords = SchemaTree.Keywords(schema).ToList();
        if (keywords.Count == 0)
            return s_types.Select(type => OfType(place, type));
        if (keywords.Contains("const") || keywords.Contains("enum"))
            return Values(place, keywords).ConvertAll<GrammarNode>(Written);
        if (keywords.Exists(keyword => keyword is "anyOf" or "oneOf" or "allOf"))
            return Combined(place, keywords);
        return Types(place, keywords).Select(type => OfType(place, type)).ToList();
    }

    /// <summary>Alternatives; beside them nothing may stand but a type that says no more than they do.</summary>
    private List<GrammarNode> Combined(SchemaPlace place, List<string> keywords)
    {
        if (keywords.Count > 1)
            throw tree.Refuse(place.Pointer, $"has '{string.Join("', '", keywords)}' together; 'anyOf', 'oneOf' and 'allOf' must stand alone");
        var items = place.Schema.GetProperty(keywords[0]).EnumerateArray().Select((item, i) => place.At($"{keywords[0]}/{i}", item)).Where(item => tree.Follow(item).Schema.ValueKind != JsonValueKind.False).ToList();
        if (keywords[0] == "allOf" && items.Count != 1)
            throw tree.Refuse($"{place.Pointer}/allOf", $"has '{items.Count}' schemas; one can be enforced");
        if (items.Count == 0)
            throw tree.Refuse($"{place.Pointer}/{keywords[0]}", "allows no value");
        if (keywords[0] == "oneOf")
            RequireApart(items);
        return [.. items.Select(Compile)];
    }

    private void RequireApart(List<SchemaPlace> items)
    {
        var apart = new SchemaApartness(tree);
        for (var i = 0; i < items.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (!apart.Of(items[j], items[i]))
                    throw tree.Refuse(items[i].Pointer, $"may hold values that '{items[j].Pointer}' holds too, and 'oneOf' forbids those; use 'anyOf', or give both a required property with different 'const' values");
            }
        }
    }

    private LiteralNode Written(JsonElement value) => Kept(new LiteralNode(Literal.Bytes(value), Literal.Levels(value)));

    private List<JsonElement> Values(SchemaPlace place, List<string> keywords)
    {
        if (keywords.Find(keyword => keyword is not ("const" or "enum" or "type")) is { } other)
            throw tree.Refuse($"{place.Pointer}/{other}", "stands beside 'enum' or 'const'");
        var values = keywords.Contains("const") ? [place.Schema.GetProperty("const")] : place.Schema.GetProperty("enum").EnumerateArray().ToList();
        if (keywords.Contains("const") && keywords.Contains("enum"))
            values.RemoveAll(value => !place.Schema.GetProperty("enum").EnumerateArray().Any(item => JsonElement.DeepEquals(item, value)));
        var types = keywords.Contains("type") ? Named(place) : [];
        values.RemoveAll(value => types.Count > 0 && !types.Exists(type => Literal.Fits(value, type)));
        return values.Count > 0 ? values : throw tree.Refuse(place.Pointer, "allows no value");
    }

    private List<string> Types(SchemaPlace place, List<string> keywords)
    {
        var types = keywords.Contains("type") ? Named(place) : [.. s_types.Where(type => keywords.Exists(keyword => KeywordTypes.Of(keyword) == type))];
        if (types.Count == 0 && keywords.Find(keyword => KeywordTypes.Of(keyword) is null) is { } unknown)
            throw tree.Refuse($"{place.Pointer}/{unknown}", "cannot be enforced while an answer is written");
        if (keywords.Find(keyword => keyword != "type" && KeywordTypes.Of(keyword) is null) is { } refused)
            throw tree.Refuse($"{place.Pointer}/{refused}", "cannot be enforced while an answer is written");
        return types.Count > 0 ? types : throw tree.Refuse(place.Pointer, "allows no value");
    }

    private static List<string> Named(SchemaPlace place)
    {
        var type = place.Schema.GetProperty("type");
        return type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(item => item.GetString()!)] : [type.GetString()!];
    }

    private GrammarNode OfType(SchemaPlace place, string type) => Kept<GrammarNode>(type switch
    {
        "object" => Object(place),
        "array" => Array(place),
        "string" => String(place),
        "number" => Number(place, isInteger: false),
        "integer" => Number(place, isInteger: true),
        "boolean" => new ChoiceNode { Alternatives = { Kept(new LiteralNode("true"u8.ToArray(), 0)), Kept(new LiteralNode("false"u8.ToArray(), 0)) } },
        _ => new LiteralNode("null"u8.ToArray(), 0),
    });
}
