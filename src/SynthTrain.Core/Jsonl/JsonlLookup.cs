using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Hashing;

namespace SynthTrain.Core.Jsonl;

/// <summary>Reads single rows of an indexed file. Rows asked for in file order cost one pass over the file. Not for several threads.</summary>
public sealed class JsonlLookup : IDisposable
{
    private readonly JsonlIndex _index;
    private readonly Stream _stream;
    private readonly string _display;
    private byte[] _buffer = new byte[1 << 12];

    internal JsonlLookup(JsonlIndex index, Stream stream, string display) => (_index, _stream, _display) = (index, stream, display);

    /// <summary>The row with an id; null when there is none.</summary>
    /// <exception cref="SynthException"><see cref="Codes.InputChanged"/> when the file is no longer the one that was indexed.</exception>
    public JsonlLine? Find(string id)
    {
        foreach (var place in _index.Places(SeededRandom.Hash(id)))
        {
            var row = Read(place);
            if (JsonlRow.Id(row.Json, _display, row.Line) == id)
                return row;
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    internal JsonlLine Read(JsonlIndex.RowPlace place)
    {
        _stream.Seek(place.Offset, SeekOrigin.Begin);
        var length = 0;
        while (true)
        {
            if (length == _buffer.Length)
                Array.Resize(ref _buffer, _buffer.Length * 2);
            var read = _stream.Read(_buffer, length, _buffer.Length - length);
            var feed = _buffer.AsSpan(length, read).IndexOf((byte)'\n');
            if (feed < 0 && read > 0)
            {
                length += read;
                continue;
            }

            return new JsonlLine(Parse(_buffer.AsSpan(0, length + Math.Max(feed, 0)), place.Line), place.Line, place.Offset);
        }
    }

    private JsonElement Parse(ReadOnlySpan<byte> line, int number)
    {
        try
        {
            return JsonElement.Parse(line);
        }
        catch (JsonException e)
        {
            throw new SynthException(Diagnostic.Error(Codes.InputChanged, "The file changed while the stage ran; build again.", _display, number, 1), e);
        }
    }
}
