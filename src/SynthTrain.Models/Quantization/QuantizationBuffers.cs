namespace SynthTrain.Models.Quantization;

/// <summary>What one thread works in; grown when a piece needs it.</summary>
internal sealed class QuantizationBuffers
{
    private byte[] _read = [];
    private byte[] _written = [];
    private float[] _values = [];
    private int _readLength;
    private int _writtenLength;

    /// <summary>What was read last.</summary>
    public ReadOnlySpan<byte> LastRead => _read.AsSpan(0, _readLength);

    /// <summary>What was quantized last.</summary>
    public ReadOnlySpan<byte> LastWritten => _written.AsSpan(0, _writtenLength);

    /// <summary>Room for a piece's bytes.</summary>
    public Span<byte> Read(long length) => Room(ref _read, _readLength = checked((int)length));

    /// <summary>Room for its quantized bytes.</summary>
    public Span<byte> Written(long length) => Room(ref _written, _writtenLength = checked((int)length));

    /// <summary>Room for a row's values.</summary>
    public Span<float> Values(int count) => Room(ref _values, count);

    private static Span<T> Room<T>(ref T[] array, int length)
    {
        if (array.Length < length)
            array = GC.AllocateUninitializedArray<T>(length);
        return array.AsSpan(0, length);
    }
}
