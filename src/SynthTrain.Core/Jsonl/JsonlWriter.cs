using System.Text.Json.Nodes;

namespace SynthTrain.Core.Jsonl;

/// <summary>Writes JSONL: one object a line, LF.</summary>
public sealed class JsonlWriter(Stream stream)
{
    /// <summary>Rows written so far.</summary>
    public long Count { get; private set; }

    /// <summary>Writes one object.</summary>
    public void Write(JsonNode row) => WriteUtf8(JsonText.ToUtf8(row).Span);

    /// <summary>Writes one object that is UTF-8 on one line already.</summary>
    public void WriteUtf8(ReadOnlySpan<byte> row)
    {
        stream.Write(row);
        stream.WriteByte((byte)'\n');
        Count++;
    }
}
