using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.JsonSchema;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Stages;

namespace SynthTrain.Stages.Answers;

/// <summary>The schema that answers must follow.</summary>
internal sealed class ResponseSchema
{
    private readonly JsonSchema _schema;

    private ResponseSchema(JsonSchema schema, JsonElement json) => (_schema, Json) = (schema, json);

    /// <summary>The schema.</summary>
    public JsonElement Json { get; }

    /// <summary>The schema on one line: what prompts and requests carry and keys hash.</summary>
    public string Text => Json.GetRawText();

    /// <summary>Reads the stage's input with a role.</summary>
    /// <exception cref="SynthException"><see cref="Codes.BadSchema"/> with line and column, or the faults of reading.</exception>
    public static ResponseSchema Load(StageContext context, string role)
    {
        var path = context.Input(role);
        return Parse(TextFile.ReadBytes(context.Files, path, context.Display(path)), context.Display(path));
    }

    /// <summary>Reads a schema's text.</summary>
    /// <exception cref="SynthException"><see cref="Codes.BadSchema"/> with line and column.</exception>
    public static ResponseSchema Parse(ReadOnlyMemory<byte> utf8, string display)
    {
        try
        {
            var schema = JsonSchema.Load(utf8, display);
            var bytes = utf8.Span.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;
            return new ResponseSchema(schema, JsonElement.Parse(OneLine(JsonElement.Parse(bytes.Span)).Span));
        }
        catch (JsonSchemaException e)
        {
            // The position stands in the diagnostic; the message repeats it in front.
            var message = e.Message.StartsWith(display, StringComparison.Ordinal) ? e.Message[(e.Message.IndexOf("): ", StringComparison.Ordinal) + 3)..] : e.Message;
            throw new SynthException(Diagnostic.Error(Codes.BadSchema, message, display, e.Line, e.Column), e);
        }
    }

    /// <summary>What is wrong with an answer.</summary>
    public IReadOnlyList<JsonSchemaError> Validate(JsonElement answer, int maxErrors = 20) => _schema.Validate(answer, maxErrors);

    private static ReadOnlyMemory<byte> OneLine(JsonElement json)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
            json.WriteTo(writer);
        return buffer.WrittenMemory;
    }
}
