using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace SynthTrain.Core.JsonSchema;

/// <summary>The bytes of a schema, kept while loading so that a fault can be given its line and column.</summary>
internal sealed class SchemaSource
{
    private const int MaxDocumentDepth = 256;

    private readonly ReadOnlyMemory<byte> utf8;
    private readonly string name;

    public SchemaSource(ReadOnlyMemory<byte> utf8, string name)
    {
        this.utf8 = utf8.Span.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;
        this.name = name;
    }

    /// <summary>Parses the document and detaches it from the caller's bytes.</summary>
    public JsonElement Parse()
    {
        if (!Utf8.IsValid(utf8.Span))
            throw new JsonSchemaException(name, 1, 1, string.Empty, "the schema is not UTF-8; save it as UTF-8");
        try
        {
            JsonReaderOptions options = new() { MaxDepth = MaxDocumentDepth };
            if (SchemaLocator.FindDuplicate(utf8.Span, options) is { } duplicate)
                throw Fault(string.Empty, duplicate.Offset, $"property {ErrorText.Quote(duplicate.Name)} is given twice in one object; remove one");
            using JsonDocument document = JsonDocument.Parse(utf8, new() { MaxDepth = MaxDocumentDepth });
            return document.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            int line = (int)(exception.LineNumber ?? 0);
            int column = ColumnAt(LineStart(line) + (int)(exception.BytePositionInLine ?? 0));
            throw new JsonSchemaException(name, line + 1, column, string.Empty, $"not JSON: {Reason(exception)}", exception);
        }
    }

    /// <summary>A fault at a keyword, or any other property, itself.</summary>
    public JsonSchemaException AtKey(string pointer, string fault) =>
        Fault(pointer, SchemaLocator.Find(utf8.Span, pointer, value: false), fault);

    /// <summary>A fault in the value that a pointer leads to.</summary>
    public JsonSchemaException AtValue(string pointer, string fault, Exception? inner = null) =>
        Fault(pointer, SchemaLocator.Find(utf8.Span, pointer, value: true), fault, inner);

    private JsonSchemaException Fault(string pointer, int offset, string fault, Exception? inner = null)
    {
        int line = utf8.Span[..offset].Count((byte)'\n') + 1;
        return new(name, line, ColumnAt(offset), pointer, fault, inner);
    }

    private int ColumnAt(int offset)
    {
        ReadOnlySpan<byte> before = utf8.Span[..Math.Min(offset, utf8.Length)];
        return Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1;
    }

    // Without .NET's own position, which counts from 0.
    private static string Reason(JsonException exception)
    {
        int position = exception.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return position < 0 ? exception.Message : exception.Message[..position];
    }

    private int LineStart(int line)
    {
        int offset = 0;
        for (; line > 0; line--)
            offset += utf8.Span[offset..].IndexOf((byte)'\n') + 1;
        return offset;
    }
}
