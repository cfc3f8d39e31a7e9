using System.Collections.Frozen;

namespace SynthTrain.Core.JsonSchema;

/// <summary>The keywords of draft 2020-12: which are enforced, which only annotate, and which hold schemas.</summary>
internal static class SchemaKeywords
{
    public static IReadOnlyCollection<string> Enforced { get; } = Array.AsReadOnly<string>(
    [
        "$schema", "$id", "$anchor", "$defs", "$ref",
        "type", "enum", "const",
        "multipleOf", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
        "minLength", "maxLength", "pattern",
        "prefixItems", "items", "contains", "minContains", "maxContains", "minItems", "maxItems", "uniqueItems",
        "properties", "patternProperties", "additionalProperties", "propertyNames", "required",
        "minProperties", "maxProperties", "dependentRequired", "dependentSchemas",
        "allOf", "anyOf", "oneOf", "not", "if", "then", "else",
        "unevaluatedItems", "unevaluatedProperties",
    ]);

    public static IReadOnlyCollection<string> Annotations { get; } = Array.AsReadOnly<string>(
    [
        "title", "description", "default", "examples", "$comment", "deprecated", "readOnly", "writeOnly",
        "format", "contentEncoding", "contentMediaType", "contentSchema",
    ]);

    private static readonly FrozenDictionary<string, SchemaKeywordShape> Shapes = Enforced.Concat(Annotations)
        .ToFrozenDictionary(keyword => keyword, ShapeOf, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> Hints = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["definitions"] = "it is $defs since draft 2019-09: rename it, and the references to it",
        ["dependencies"] = "it is dependentRequired and dependentSchemas since draft 2019-09",
        ["additionalItems"] = "since draft 2020-12 a list of item schemas is prefixItems, and the rest is items",
        ["id"] = "it is $id since draft 6",
        ["$recursiveRef"] = "use $ref",
        ["$recursiveAnchor"] = "use $anchor",
        ["$dynamicRef"] = "use $ref",
        ["$dynamicAnchor"] = "use $anchor",
        ["$vocabulary"] = "remove it",
        ["nullable"] = "add \"null\" to type",
        ["discriminator"] = "use oneOf with a const in each alternative",
        ["formatMinimum"] = "use pattern",
        ["formatMaximum"] = "use pattern",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static bool TryGetShape(string keyword, out SchemaKeywordShape shape) => Shapes.TryGetValue(keyword, out shape);

    /// <summary>Says why a keyword is refused, what to use instead, and what there is.</summary>
    public static string Refusal(string keyword)
    {
        string? near = Shapes.Keys.Where(known => EditDistance.AtMostTwo(known, keyword)).Min(StringComparer.Ordinal);
        string advice = Hints.TryGetValue(keyword, out string? hint) ? $"{hint}; " : near is null ? string.Empty : $"did you mean '{near}'? ";
        return $"keyword {ErrorText.Quote(keyword)} is not supported; {advice}supported: {string.Join(", ", Enforced)}; "
            + $"accepted as annotations: {string.Join(", ", Annotations)}";
    }

    private static SchemaKeywordShape ShapeOf(string keyword) => keyword switch
    {
        "items" or "contains" or "additionalProperties" or "propertyNames" or "not" or "if" or "then" or "else"
            or "unevaluatedItems" or "unevaluatedProperties" or "contentSchema" => SchemaKeywordShape.Schema,
        "prefixItems" or "allOf" or "anyOf" or "oneOf" => SchemaKeywordShape.SchemaList,
        "$defs" or "properties" or "patternProperties" or "dependentSchemas" => SchemaKeywordShape.SchemaMap,
        "title" or "description" or "$comment" or "format" or "contentEncoding" or "contentMediaType"
            or "$schema" or "$id" or "$anchor" or "$ref" or "pattern" => SchemaKeywordShape.Text,
        "deprecated" or "readOnly" or "writeOnly" or "uniqueItems" => SchemaKeywordShape.Flag,
        "examples" or "enum" => SchemaKeywordShape.Values,
        _ => SchemaKeywordShape.Other,
    };
}
