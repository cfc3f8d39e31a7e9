namespace SynthTrain.Stages.CliSchemas;

/// <summary>What the values of an argument are; the schema writes them in lower case.</summary>
public enum CliArgumentType
{
    /// <summary>Any text.</summary>
    String,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>One of the argument's values.</summary>
    Enum,
}
