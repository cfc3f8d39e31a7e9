using System.Text.Json;

namespace SynthTrain.Core.Rows;

/// <summary>Reads a record of the journal. One reader is used for many records.</summary>
internal sealed class RowRecordReader
{
    // A row may be as deep as a reader allows by default, and stands some levels deep in its record.
    private static readonly JsonReaderOptions s_options = new() { MaxDepth = 256 };

    private readonly List<Range> _rows = [];

    /// <summary>Tokens of the requests.</summary>
    public long InputTokens { get; private set; }

    /// <summary>Tokens of the replies.</summary>
    public long OutputTokens { get; private set; }

    /// <summary>Replies that were cut out of what stood around them.</summary>
    public long Repaired { get; private set; }

    /// <summary>Replies that answered a correction turn.</summary>
    public long Corrected { get; private set; }

    /// <summary>How often the row was asked before; of rejected rows.</summary>
    public int Attempt { get; private set; }

    /// <summary>Why the row was rejected; null when it was accepted.</summary>
    public string? Reason { get; private set; }

    /// <summary>The line of the side file, as a range of the record.</summary>
    public Range Rejected { get; private set; }

    /// <summary>Output rows as ranges of the record.</summary>
    public IReadOnlyList<Range> Rows => _rows;

    /// <summary>Reads a record; everything read before is forgotten.</summary>
    public void Read(ReadOnlySpan<byte> line)
    {
        _rows.Clear();
        Reason = null;
        (Repaired, Corrected) = (0, 0);
        var json = new Utf8JsonReader(line, s_options);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            ReadProperty(ref json);
    }

    private void ReadProperty(ref Utf8JsonReader json)
    {
        if (json.ValueTextEquals("input_tokens"u8))
            InputTokens = Number(ref json);
        else if (json.ValueTextEquals("output_tokens"u8))
            OutputTokens = Number(ref json);
        else if (json.ValueTextEquals("repaired"u8))
            Repaired = Number(ref json);
        else if (json.ValueTextEquals("corrected"u8))
            Corrected = Number(ref json);
        else if (json.ValueTextEquals("attempt"u8))
            Attempt = (int)Number(ref json);
        else if (json.ValueTextEquals("reason"u8))
            Reason = json.Read() ? json.GetString() : null;
        else if (json.ValueTextEquals("rejected"u8))
            Rejected = Value(ref json);
        else if (json.ValueTextEquals("rows"u8))
            ReadRows(ref json);
        else
            Value(ref json);
    }

    private void ReadRows(ref Utf8JsonReader json)
    {
        json.Read();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            _rows.Add(Rest(ref json));
    }

    private static long Number(ref Utf8JsonReader json)
    {
        json.Read();
        return json.GetInt64();
    }

    private static Range Value(ref Utf8JsonReader json)
    {
        json.Read();
        return Rest(ref json);
    }

    private static Range Rest(ref Utf8JsonReader json)
    {
        var start = (int)json.TokenStartIndex;
        json.Skip();
        return start..(int)json.BytesConsumed;
    }
}
