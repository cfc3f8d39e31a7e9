using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using SynthTrain.Core.IO;

namespace SynthTrain.Core.Jsonl;

/// <summary>JSON as our files hold it: one line, UTF-8, letters of every script as they are.</summary>
public static class JsonText
{
    /// <summary>Writer options of every data file.</summary>
    public static JsonWriterOptions WriterOptions { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One line of UTF-8 JSON, properties in their own order.</summary>
    public static ReadOnlyMemory<byte> ToUtf8(JsonNode node)
    {
        using var buffer = new PooledBuffer();
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
            node.WriteTo(writer);
        return buffer.Written.ToArray();
    }

    /// <summary>One line of JSON text, properties in their own order.</summary>
    public static string ToText(JsonNode node) => System.Text.Encoding.UTF8.GetString(ToUtf8(node).Span);
}
