namespace SynthTrain.Core.JsonSchema;

/// <summary>A schema that cannot be used: not JSON, not draft 2020-12, or beyond what is supported.</summary>
public sealed class JsonSchemaException : Exception
{
    internal JsonSchemaException(string name, int line, int column, string pointer, string fault, Exception? inner = null)
        : base($"{name}({line},{column}): {(pointer.Length == 0 ? "(root)" : pointer)}: {fault}", inner)
    {
        Name = name;
        Line = line;
        Column = column;
        Pointer = pointer;
    }

    /// <summary>Gets the schema's name as given to <see cref="JsonSchema.Load"/>.</summary>
    public string Name { get; }

    /// <summary>Gets the line of the fault, from 1.</summary>
    public int Line { get; }

    /// <summary>Gets the column of the fault, from 1, in UTF-16 code units.</summary>
    public int Column { get; }

    /// <summary>Gets the JSON pointer (RFC 6901) to the keyword or schema at fault; empty for the whole document.</summary>
    public string Pointer { get; }
}
