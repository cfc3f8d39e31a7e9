using System.Text;

namespace SynthTrain.Models.Gguf;

/// <summary>Writes a GGUF v3 file front to back: metadata, tensor infos, then the tensors' bytes one after the other, in pieces of any size.</summary>
/// <remarks>Each call is allowed in its state only, and anything else is an <see cref="InvalidOperationException"/>. The stream is only written to, never sought in or closed: give the
/// stream of an atomic file, and commit it after <see cref="Finish"/>.</remarks>
public sealed class GgufWriter
{
    private readonly Stream _stream;
    private readonly int _alignment;
    private readonly OrderedDictionary<string, GgufValue> _metadata = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, GgufTensorInfo> _tensors = new(StringComparer.Ordinal);
    private long _dataEnd;
    private int _current = -1;
    private long _written;

    /// <summary>A writer to a stream.</summary>
    /// <param name="stream">Only written to.</param>
    /// <param name="alignment">A power of two from 8 on; when it is not 32, <c>general.alignment</c> must be added with the same value.</param>
    public GgufWriter(Stream stream, int alignment = 32)
    {
        if (alignment < 8 || (alignment & (alignment - 1)) != 0)
            throw new ArgumentOutOfRangeException(nameof(alignment), alignment, "a power of two from 8 on");
        (_stream, _alignment) = (stream, alignment);
    }

    /// <summary>What may be called next.</summary>
    public GgufWriterState State { get; private set; }

    /// <summary>The infos added so far, with the offsets that they get.</summary>
    public IReadOnlyList<GgufTensorInfo> Tensors => _tensors.Values;

    /// <summary>Adds a metadata value; the file keeps the order of the calls.</summary>
    public void AddMetadata(string key, GgufValue value)
    {
        Expect(GgufWriterState.Metadata);
        if (!_metadata.TryAdd(key, value))
            throw new InvalidOperationException($"the metadata key '{key}' was added already");
    }

    /// <summary>Adds a tensor's info; its bytes must come in the same order.</summary>
    /// <param name="name">At most 63 bytes, llama.cpp's limit.</param>
    /// <param name="type">How it is stored.</param>
    /// <param name="shape">In GGUF's order: the row's length first; one to four dimensions.</param>
    public GgufTensorInfo AddTensor(string name, GgufType type, IReadOnlyList<long> shape)
    {
        if (State == GgufWriterState.Metadata)
            State = GgufWriterState.TensorInfos;
        Expect(GgufWriterState.TensorInfos);
        if (shape.Count is < 1 or > 4 || Encoding.UTF8.GetByteCount(name) is < 1 or > 63)
            throw new ModelException(ModelFault.BadTensor, $"tensor '{name}' of shape [{string.Join(", ", shape)}] cannot be written to GGUF: names have 1 to 63 bytes, shapes 1 to 4 dimensions");
        var info = new GgufTensorInfo(name, type, [.. shape], _dataEnd, GgufTypes.TensorBytes(type, shape));
        if (!_tensors.TryAdd(name, info))
            throw new InvalidOperationException($"the tensor '{name}' was added already");
        _dataEnd = Aligned(checked(_dataEnd + info.Length));
        return info;
    }

    /// <summary>Writes the header; from here on only data is taken.</summary>
    public void BeginData()
    {
        if (State is not (GgufWriterState.Metadata or GgufWriterState.TensorInfos))
            Expect(GgufWriterState.TensorInfos);
        var declared = _metadata.TryGetValue("general.alignment", out var value) ? value.Integer : 32;
        if (declared != _alignment)
            throw new InvalidOperationException($"'general.alignment' says {declared}, but the writer was made with {_alignment}");
        var length = GgufHeaderWriter.Write(_stream, _metadata, _tensors.Values);
        Pad(length);
        State = GgufWriterState.Data;
    }

    /// <summary>Starts the next tensor's bytes.</summary>
    /// <param name="name">Must be the next of the infos, and the one before it complete.</param>
    public void BeginTensor(string name)
    {
        Expect(GgufWriterState.Data);
        EndTensor();
        if (_current + 1 >= _tensors.Count || _tensors.GetAt(_current + 1).Key != name)
            throw new InvalidOperationException($"tensor '{name}' is not the next one, which is '{(_current + 1 < _tensors.Count ? _tensors.GetAt(_current + 1).Key : "none")}'");
        _current++;
        _written = 0;
    }

    /// <summary>Writes a piece of the tensor that was begun.</summary>
    public void Write(ReadOnlySpan<byte> piece)
    {
        Expect(GgufWriterState.Data);
        if (_current < 0 || _written + piece.Length > _tensors.GetAt(_current).Value.Length)
            throw new InvalidOperationException(_current < 0 ? "no tensor was begun" : $"tensor '{_tensors.GetAt(_current).Key}' has {_tensors.GetAt(_current).Value.Length} bytes, and more were given");
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
        Expect(GgufWriterState.Data);
        EndTensor();
        if (_current + 1 != _tensors.Count)
            throw new InvalidOperationException($"tensor '{_tensors.GetAt(_current + 1).Key}' was not written");
        _stream.Flush();
        State = GgufWriterState.Finished;
    }

    private void EndTensor()
    {
        if (_current < 0)
            return;
        var info = _tensors.GetAt(_current).Value;
        if (_written != info.Length)
            throw new InvalidOperationException($"tensor '{info.Name}' has {info.Length} bytes, and {_written} were written");
        Pad(info.Length);
    }

    private void Pad(long length) => _stream.Write(new byte[Aligned(length) - length]);

    private long Aligned(long length) => checked(length + _alignment - 1) / _alignment * _alignment;

    private void Expect(GgufWriterState state)
    {
        if (State != state)
            throw new InvalidOperationException($"the writer is in state '{State}', and this needs '{state}'");
    }
}
