using System.Text.Json;
using System.Text.Json.Nodes;

namespace SynthTrain.Models;

/// <summary>A JSON file with the places of its values, so that an error names line and column.</summary>
internal sealed class JsonText
{
    private static readonly JsonDocumentOptions s_options = new() { AllowDuplicateProperties = false, MaxDepth = 64 };
    private readonly ReadOnlyMemory<byte> _utf8;

    private JsonText(string file, ReadOnlyMemory<byte> utf8, JsonObject root) => (File, _utf8, Root) = (file, utf8, root);

    /// <summary>The file as the caller named it.</summary>
    public string File { get; }

    /// <summary>The object that the file holds.</summary>
    public JsonObject Root { get; }

    /// <summary>Reads a file that holds one object.</summary>
    public static JsonText Read(string path)
    {
        if (!System.IO.File.Exists(path))
            throw new ModelException(ModelFault.NotFound, $"there is no file '{path}'", path);
        return Parse(path, System.IO.File.ReadAllBytes(path));
    }

    /// <summary>Parses bytes that hold one object.</summary>
    public static JsonText Parse(string file, ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, s_options);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new ModelException(ModelFault.Damaged, $"'{file}' holds a JSON {document.RootElement.ValueKind} where an object is expected", file, 1, 1);
            return new(file, utf8, Materialized(JsonObject.Create(document.RootElement.Clone())!));
        }
        catch (JsonException exception)
        {
            throw new ModelException(ModelFault.Damaged, $"'{file}' is not JSON: {exception.Message}", file, (int)(exception.LineNumber ?? 0) + 1, (int)(exception.BytePositionInLine ?? 0) + 1, exception);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
        {
            throw new ModelException(ModelFault.Damaged, $"'{file}' holds a text that is not valid Unicode: {exception.Message}", file, 0, 0, exception);
        }
    }

    /// <summary>An error at the value that a path of property names leads to, or at the file when there is none.</summary>
    public ModelException Error(ModelFault fault, string message, params ReadOnlySpan<string> path)
    {
        var (line, column) = Place(path);
        return new(fault, message, File, line, column);
    }

    private (int Line, int Column) Place(ReadOnlySpan<string> path)
    {
        var reader = new Utf8JsonReader(_utf8.Span, new JsonReaderOptions { MaxDepth = 64 });
        var depth = 0;
        while (depth < path.Length && reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != depth + 1)
                continue;
            if (!reader.ValueTextEquals(path[depth]))
                reader.Skip();
            else if (++depth == path.Length)
                return LineOf((int)reader.TokenStartIndex);
        }

        return (0, 0);
    }

    private (int Line, int Column) LineOf(int position)
    {
        var before = _utf8.Span[..position];
        var start = before.LastIndexOf((byte)'\n') + 1;
        return (before.Count((byte)'\n') + 1, System.Text.Encoding.UTF8.GetCharCount(before[start..]) + 1);
    }

    /// <summary>Decodes every text at once, since a lazy one would fail later, elsewhere, with another exception.</summary>
    private static JsonObject Materialized(JsonObject root)
    {
        var open = new Stack<JsonNode?>([root]);
        while (open.TryPop(out var node))
        {
            if (node is JsonObject item)
                item.ToList().ForEach(property => open.Push(property.Value));
            else if (node is JsonArray list)
                list.ToList().ForEach(open.Push);
            else if (node is JsonValue value && value.GetValueKind() == JsonValueKind.String)
                _ = value.GetValue<string>();
        }

        return root;
    }
}
