namespace SynthTrain.Models.Gguf;

/// <summary>Reads a GGUF file (versions 2 and 3, little-endian): the header at once, tensors in the pieces that the caller asks for.</summary>
/// <remarks>Nothing of the data is kept, so memory is that of the header and of the caller's buffer. Reads may come from several threads.</remarks>
public sealed class GgufReader : IDisposable
{
    private readonly ByteSource _source;
    private readonly GgufHeader _header;
    private readonly Dictionary<string, GgufTensorInfo> _byName;

    private GgufReader(ByteSource source)
    {
        _source = source;
        _header = GgufHeaderReader.Read(source);
        _byName = _header.Tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
    }

    /// <summary>The file as it was named.</summary>
    public string Name => _source.Name;

    /// <summary>Keys and values in file order.</summary>
    public IReadOnlyDictionary<string, GgufValue> Metadata => _header.Metadata;

    /// <summary>The tensors in file order.</summary>
    public IReadOnlyList<GgufTensorInfo> Tensors => _header.Tensors;

    /// <summary>What tensor offsets are a multiple of.</summary>
    public int Alignment => _header.Alignment;

    /// <summary>The byte of the file at which tensor offsets start.</summary>
    public long DataStart => _header.DataStart;

    /// <summary>Opens a file and checks its header: every count, length and offset is held against the file's length.</summary>
    /// <exception cref="ModelException"><see cref="ModelFault.NotFound"/>, <see cref="ModelFault.Damaged"/>, <see cref="ModelFault.UnsupportedQuantization"/>.</exception>
    public static GgufReader Open(string path) => Open(ByteSource.Open(path));

    /// <summary>The tensor of that name, or <see langword="null"/>.</summary>
    public GgufTensorInfo? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Fills the buffer with a tensor's bytes from a position within it.</summary>
    /// <param name="tensor">One of <see cref="Tensors"/>.</param>
    /// <param name="position">From the tensor's first byte.</param>
    /// <param name="into">Filled wholly; must not reach past the tensor.</param>
    public void Read(GgufTensorInfo tensor, long position, Span<byte> into)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(position, tensor.Length - into.Length);
        _source.Read(DataStart + tensor.Offset + position, into);
    }

    /// <summary>All bytes of a tensor of at most 2 GB.</summary>
    public byte[] Read(GgufTensorInfo tensor)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(checked((int)tensor.Length));
        Read(tensor, 0, bytes);
        return bytes;
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    internal static GgufReader Open(ByteSource source)
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
