namespace SynthTrain.Training.Generation.Json;

/// <summary>The type that a keyword which can be enforced speaks of.</summary>
internal static class KeywordTypes
{
    public static string? Of(string keyword) => keyword switch
    {
        "properties" or "required" or "additionalProperties" or "minProperties" or "maxProperties" => "object",
        "items" or "prefixItems" or "minItems" or "maxItems" or "uniqueItems" => "array",
        "minLength" or "maxLength" => "string",
        "minimum" or "maximum" or "exclusiveMinimum" or "exclusiveMaximum" or "multipleOf" => "number",
        _ => null,
    };
}
