namespace SynthTrain.Models.Safetensors;

/// <summary>Reads a safetensors file: the header at once, tensors as spans of the mapped file or copied in pieces.</summary>
/// <remarks>Memory is that of the header. A span is valid until the file is disposed; the file must not be shortened meanwhile. Reads may come from several threads.</remarks>
public sealed class SafetensorsFile : IDisposable
{
    private readonly ByteSource _source;
    private readonly SafetensorsHeader _header;
    private readonly Dictionary<string, SafetensorsTensor> _byName;

    private SafetensorsFile(ByteSource source)
    {
        _source = source;
        _header = SafetensorsHeader.Read(source);
        _byName = _header.Tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
    }

    /// <summary>The file as it was named.</summary>
    public string Name => _source.Name;

    /// <summary>The texts of <c>__metadata__</c>; <see langword="null"/> when there are none.</summary>
    public IReadOnlyDictionary<string, string>? Metadata => _header.Metadata;

    /// <summary>The tensors in the order of their data.</summary>
    public IReadOnlyList<SafetensorsTensor> Tensors => _header.Tensors;

    /// <summary>Opens a file and checks its header: sizes, places, types.</summary>
    /// <exception cref="ModelException"><see cref="ModelFault.NotFound"/>, <see cref="ModelFault.Damaged"/>, or <see cref="ModelFault.BadTensor"/> for an unknown type.</exception>
    public static SafetensorsFile Open(string path) => Open(ByteSource.Open(path));

    /// <summary>The tensor of that name, or <see langword="null"/>.</summary>
    public SafetensorsTensor? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The tensor of that name.</summary>
    /// <exception cref="ModelException">There is none (<see cref="ModelFault.BadTensor"/>).</exception>
    public SafetensorsTensor Require(string name) => Find(name) ?? throw new ModelException(ModelFault.BadTensor, $"'{Name}' has no tensor '{name}'", Name);

    /// <summary>A tensor's bytes in the mapped file, without a copy; at most 2 GB.</summary>
    public ReadOnlySpan<byte> Span(SafetensorsTensor tensor) => _source.Span(_header.DataStart + tensor.Offset, checked((int)tensor.Length));

    /// <summary>Fills the buffer with a tensor's bytes from a position within it.</summary>
    public void Read(SafetensorsTensor tensor, long position, Span<byte> into)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(position, tensor.Length - into.Length);
        _source.Read(_header.DataStart + tensor.Offset + position, into);
    }

    /// <summary>Fills the buffer with a tensor's values from the given one on, widened or narrowed to <see cref="float"/>.</summary>
    /// <exception cref="ModelException">The type is not F64, F32, F16 or BF16 (<see cref="ModelFault.BadTensor"/>).</exception>
    public void ReadFloats(SafetensorsTensor tensor, long first, Span<float> into)
    {
        var size = SafetensorsTensor.Bits(tensor.Type) / 8;
        if (tensor.Type == SafetensorsType.F32)
        {
            Read(tensor, first * size, System.Runtime.InteropServices.MemoryMarshal.AsBytes(into));
            return;
        }

        var buffer = new byte[Math.Min(into.Length, 1 << 16) * size];
        while (into.Length > 0)
        {
            var count = Math.Min(into.Length, 1 << 16);
            Read(tensor, first * size, buffer.AsSpan(0, count * size));
            FloatBytes.ToFloats(tensor.Type, buffer.AsSpan(0, count * size), into[..count], tensor.Name);
            first += count;
            into = into[count..];
        }
    }

    /// <summary>All values of a tensor as <see cref="float"/>.</summary>
    public float[] ReadFloats(SafetensorsTensor tensor)
    {
        var values = GC.AllocateUninitializedArray<float>(checked((int)tensor.Values));
        ReadFloats(tensor, 0, values);
        return values;
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    internal static SafetensorsFile Open(ByteSource source)
    {
        try
        {
            return new(source);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }
}
