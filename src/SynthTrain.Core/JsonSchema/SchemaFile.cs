using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;

namespace SynthTrain.Core.JsonSchema;

/// <summary>Loads schema files.</summary>
public static class SchemaFile
{
    /// <summary>Reads a schema.</summary>
    /// <exception cref="SynthException"><see cref="Codes.BadSchema"/> with line and column, or the faults of reading.</exception>
    public static JsonSchema Load(IFileSystem files, string path, string display)
    {
        try
        {
            return JsonSchema.Load(TextFile.ReadBytes(files, path, display), display);
        }
        catch (JsonSchemaException e)
        {
            // The message starts with the position, which the diagnostic has of its own.
            var position = $"{e.Name}({e.Line},{e.Column}): ";
            var message = e.Message.StartsWith(position, StringComparison.Ordinal) ? e.Message[position.Length..] : e.Message;
            throw new SynthException(Diagnostic.Error(Codes.BadSchema, message, display, e.Line, e.Column), e);
        }
    }
}
