using System.Text;
using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.JsonSchema;

namespace SynthTrain.Teachers.Answers;

/// <summary>The schema of a request's replies, compiled once for a text: all rows of a stage have one. For several threads.</summary>
internal sealed class ReplySchema
{
    private readonly JsonSchema _schema;

    private ReplySchema(string text, JsonSchema schema) => (Text, _schema) = (text, schema);

    /// <summary>The text it was compiled from.</summary>
    public string Text { get; }

    /// <summary>Compiles a schema.</summary>
    /// <exception cref="SynthException"><see cref="Codes.BadSchema"/>.</exception>
    public static ReplySchema Compile(string text)
    {
        try
        {
            return new ReplySchema(text, JsonSchema.Load(Encoding.UTF8.GetBytes(text), "schema"));
        }
        catch (JsonSchemaException e)
        {
            throw new SynthException(Diagnostic.Error(Codes.BadSchema, e.Message), e);
        }
    }

    /// <summary>What is wrong with a document; empty when nothing is.</summary>
    public IReadOnlyList<string> Errors(string json, int most) => [.. _schema.Validate(JsonElement.Parse(json), most).Select(error => error.Message)];
}
