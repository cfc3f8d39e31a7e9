namespace SynthTrain.Core.Tests.JsonSchemas;

/// <summary>What of the official suite (https://github.com/json-schema-org/JSON-Schema-Test-Suite, draft 2020-12) is run, and what not.</summary>
/// <remarks>The counts are those of the golden copy: they keep the test from passing on nothing, and show when the copy changes.</remarks>
internal static class SuiteFiles
{
    public const int AllCases = 1415; // without optional/format

    private const string Metaschema = "refers to the metaschema, which is another document";
    private const string DynamicRef = "uses $dynamicRef, which is not supported";

    /// <summary>Gets file → cases run, after the groups of <see cref="ExcludedGroups"/> are taken away.</summary>
    public static IReadOnlyDictionary<string, int> Run { get; } = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["additionalProperties"] = 21, ["allOf"] = 30, ["anchor"] = 8, ["anyOf"] = 18, ["boolean_schema"] = 18, ["const"] = 50,
        ["contains"] = 21, ["content"] = 18, ["default"] = 7, ["dependentRequired"] = 20, ["dependentSchemas"] = 20, ["enum"] = 45,
        ["exclusiveMaximum"] = 4, ["exclusiveMinimum"] = 4, ["format"] = 133, ["if-then-else"] = 26, ["infinite-loop-detection"] = 2,
        ["items"] = 29, ["maxContains"] = 12, ["maxItems"] = 6, ["maxLength"] = 7, ["maxProperties"] = 10, ["maximum"] = 8,
        ["minContains"] = 28, ["minItems"] = 6, ["minLength"] = 7, ["minProperties"] = 8, ["minimum"] = 11, ["multipleOf"] = 10,
        ["not"] = 40, ["oneOf"] = 27, ["pattern"] = 9, ["patternProperties"] = 23, ["prefixItems"] = 11, ["properties"] = 28,
        ["propertyNames"] = 20, ["ref"] = 75, ["required"] = 16, ["type"] = 80, ["unevaluatedItems"] = 64,
        ["unevaluatedProperties"] = 122, ["uniqueItems"] = 69,
        ["optional/anchor"] = 4, ["optional/bignum"] = 9, ["optional/ecmascript-regex"] = 74, ["optional/float-overflow"] = 1,
        ["optional/id"] = 3, ["optional/no-schema"] = 3, ["optional/non-bmp-regex"] = 12,
    };

    /// <summary>Gets file → (cases, reason): every schema in these must be refused.</summary>
    public static IReadOnlyDictionary<string, (int Cases, string Reason)> ExcludedFiles { get; } =
        new Dictionary<string, (int, string)>(StringComparer.Ordinal)
        {
            ["defs"] = (2, Metaschema),
            ["dynamicRef"] = (42, DynamicRef),
            ["refRemote"] = (31, "refers to other documents, and nothing is fetched"),
            ["vocabulary"] = (5, "has a metaschema of its own, and $vocabulary is not supported"),
            ["optional/cross-draft"] = (1, "refers to a document of another draft"),
            ["optional/dependencies-compatibility"] = (36, "uses dependencies, which the draft has split in two"),
            ["optional/dynamicRef"] = (2, DynamicRef),
            ["optional/format-assertion"] = (4, "has a metaschema of its own; format is an annotation"),
            ["optional/refOfUnknownKeyword"] = (6, "has unknown keywords, or refers to a value that is no schema"),
            ["optional/unknownKeyword"] = (3, "has unknown keywords"),
        };

    /// <summary>Gets (file, group from 0) → (cases, reason): these schemas must be refused.</summary>
    public static IReadOnlyDictionary<(string File, int Group), (int Cases, string Reason)> ExcludedGroups { get; } =
        new Dictionary<(string, int), (int, string)>
        {
            [("ref", 6)] = (2, Metaschema),
            [("unevaluatedItems", 18)] = (2, DynamicRef),
            [("unevaluatedProperties", 21)] = (2, DynamicRef),
        };

    /// <summary>Gets folder → reason.</summary>
    public static IReadOnlyDictionary<string, string> ExcludedFolders { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["optional/format"] = "format is an annotation and checks nothing",
    };
}
