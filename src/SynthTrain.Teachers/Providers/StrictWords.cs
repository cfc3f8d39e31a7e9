using System.Text.Json;

namespace SynthTrain.Teachers.Providers;

/// <summary>The words of JSON Schema that OpenAI's <c>strict</c> knows: with any other it refuses the schema, where without it the schema is a hint.</summary>
/// <remarks>The lists of https://platform.openai.com/docs/guides/structured-outputs#supported-schemas, and annotations that assert nothing; <c>default</c> is refused.</remarks>
internal static class StrictWords
{
    private static readonly string[] s_known =
    [
        "type", "properties", "required", "additionalProperties", "items", "anyOf", "enum", "const", "$ref", "$defs", "definitions", "title", "description", "$schema",
        "pattern", "format", "multipleOf", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minItems", "maxItems",
    ];

    private static readonly string[] s_formats = ["date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid"];

    /// <summary>Whether a schema, without those within it, has only these.</summary>
    public static bool Knows(JsonElement schema) =>
        schema.EnumerateObject().All(member => s_known.Contains(member.Name, StringComparer.Ordinal))
        && (!schema.TryGetProperty("format", out var format) || Array.Exists(s_formats, known => format.ValueKind == JsonValueKind.String && format.ValueEquals(known)));
}
