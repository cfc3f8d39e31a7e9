namespace SynthTrain.Core.JsonSchema;

/// <summary>What the value of a keyword looks like.</summary>
internal enum SchemaKeywordShape
{
    /// <summary>Checked by the keyword's own rule, or free.</summary>
    Other,

    /// <summary>A string.</summary>
    Text,

    /// <summary>True or false.</summary>
    Flag,

    /// <summary>An array of any values.</summary>
    Values,

    /// <summary>A schema.</summary>
    Schema,

    /// <summary>An array of schemas, at least one.</summary>
    SchemaList,

    /// <summary>An object whose values are schemas.</summary>
    SchemaMap,
}
