using System.Globalization;
using System.Text;

namespace SynthTrain.Models.Safetensors;

/// <summary>Writes a safetensors file front to back, with the bytes that the reference program writes: widest types first, names in order, header padded to eight bytes.</summary>
/// <remarks>The stream is only written to, never sought in or closed: give the stream of an atomic file, and commit it after <see cref="Finish"/>.</remarks>
public sealed class SafetensorsWriter
{
    private readonly Stream _stream;
    private int _current = -1;
    private long _written;
    private bool _finished;

    /// <summary>Writes the header.</summary>
    /// <param name="stream">Only written to.</param>
    /// <param name="tensors">In any order; offsets are found here.</param>
    /// <param name="metadata">The texts of <c>__metadata__</c>, such as <c>format: pt</c>, which transformers asks for.</param>
    public SafetensorsWriter(Stream stream, IEnumerable<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        _stream = stream;
        var placed = new List<SafetensorsTensor>();
        long end = 0;
        foreach (var tensor in tensors.OrderByDescending(tensor => tensor.Type).ThenBy(tensor => tensor.Name, Utf8Order.Instance))
        {
            placed.Add(tensor with { Offset = end, Length = SafetensorsTensor.Bytes(tensor.Type, tensor.Shape) });
            end = checked(end + placed[^1].Length);
        }

        if (placed.Select(tensor => tensor.Name).Distinct(StringComparer.Ordinal).Count() != placed.Count)
            throw new ArgumentException("two tensors have one name", nameof(tensors));
        Tensors = placed;
        WriteHeader(metadata);
    }

    /// <summary>The tensors in the order in which their bytes must come.</summary>
    public IReadOnlyList<SafetensorsTensor> Tensors { get; }

    /// <summary>Starts the next tensor's bytes.</summary>
    /// <exception cref="InvalidOperationException">It is not the next of <see cref="Tensors"/>, or the one before it is not complete.</exception>
    public void BeginTensor(string name)
    {
        EndTensor();
        if (_finished || _current + 1 >= Tensors.Count || Tensors[_current + 1].Name != name)
            throw new InvalidOperationException($"tensor '{name}' is not the next one, which is '{(_current + 1 < Tensors.Count ? Tensors[_current + 1].Name : "none")}'");
        _current++;
        _written = 0;
    }

    /// <summary>Writes a piece of the tensor that was begun.</summary>
    public void Write(ReadOnlySpan<byte> piece)
    {
        if (_finished || _current < 0 || _written + piece.Length > Tensors[_current].Length)
            throw new InvalidOperationException(_current < 0 ? "no tensor was begun" : $"tensor '{Tensors[_current].Name}' has {Tensors[_current].Length} bytes, and more were given");
        _stream.Write(piece);
        _written += piece.Length;
    }

    /// <summary>Writes a whole tensor.</summary>
    public void WriteTensor(string name, ReadOnlySpan<byte> bytes)
    {
        BeginTensor(name);
        Write(bytes);
    }

    /// <summary>Checks that every tensor was written, and flushes the stream.</summary>
    public void Finish()
    {
        EndTensor();
        if (_current + 1 != Tensors.Count)
            throw new InvalidOperationException($"tensor '{Tensors[_current + 1].Name}' was not written");
        _stream.Flush();
        _finished = true;
    }

    private void EndTensor()
    {
        if (_current >= 0 && _written != Tensors[_current].Length)
            throw new InvalidOperationException($"tensor '{Tensors[_current].Name}' has {Tensors[_current].Length} bytes, and {_written} were written");
    }

    private void WriteHeader(IReadOnlyDictionary<string, string>? metadata)
    {
        var json = new StringBuilder("{");
        if (metadata is not null)
            json.Append("\"__metadata__\":{").AppendJoin(',', metadata.Select(item => $"{Quoted(item.Key)}:{Quoted(item.Value)}")).Append('}').Append(Tensors.Count > 0 ? "," : "");
        json.AppendJoin(',', Tensors.Select(tensor => string.Create(CultureInfo.InvariantCulture,
            $"{Quoted(tensor.Name)}:{{\"dtype\":\"{tensor.Type}\",\"shape\":[{string.Join(',', tensor.Shape)}],\"data_offsets\":[{tensor.Offset},{tensor.Offset + tensor.Length}]}}")));
        var bytes = Encoding.UTF8.GetBytes(json.Append('}').ToString());
        var length = (bytes.Length + 7) / 8 * 8;
        if (length > SafetensorsHeader.LongestHeader)
            throw new ModelException(ModelFault.BadTensor, $"a header of {length} bytes is longer than the {SafetensorsHeader.LongestHeader} that safetensors allows");
        _stream.Write(BitConverter.GetBytes((long)length));
        _stream.Write(bytes);
        _stream.Write("       "u8[..(length - bytes.Length)]);
    }

    /// <summary>A JSON text with as few escapes as the reference program writes.</summary>
    private static string Quoted(string text)
    {
        var json = new StringBuilder("\"");
        foreach (var character in text)
        {
            _ = character switch
            {
                '"' => json.Append("\\\""),
                '\\' => json.Append("\\\\"),
                '\n' => json.Append("\\n"),
                '\r' => json.Append("\\r"),
                '\t' => json.Append("\\t"),
                '\b' => json.Append("\\b"),
                '\f' => json.Append("\\f"),
                < ' ' => json.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                _ => json.Append(character),
            };
        }

        return json.Append('"').ToString();
    }
}
