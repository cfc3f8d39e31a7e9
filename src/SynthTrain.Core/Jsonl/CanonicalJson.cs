using System.Buffers;
using System.Text.Json;

namespace SynthTrain.Core.Jsonl;

/// <summary>One spelling for each JSON value, so that hashes do not depend on white space, order of properties or escapes.</summary>
/// <remarks>As RFC 8785 but for numbers, which keep their spelling: <c>1.0</c> and <c>1</c> differ.</remarks>
public static class CanonicalJson
{
    /// <summary>The canonical bytes.</summary>
    public static ReadOnlyMemory<byte> ToUtf8(JsonElement value)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        Write(value, buffer);
        return buffer.WrittenMemory;
    }

    /// <summary>Writes the canonical bytes.</summary>
    public static void Write(JsonElement value, IBufferWriter<byte> output)
    {
        using var writer = new Utf8JsonWriter(output, JsonText.WriterOptions);
        Write(value, writer);
    }

    private static void Write(JsonElement value, Utf8JsonWriter writer)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(value, writer);
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                    Write(item, writer);
                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static void WriteObject(JsonElement value, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        var properties = value.EnumerateObject().ToArray();
        Array.Sort(properties, static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        foreach (var property in properties)
        {
            writer.WritePropertyName(property.Name);
            Write(property.Value, writer);
        }

        writer.WriteEndObject();
    }
}
