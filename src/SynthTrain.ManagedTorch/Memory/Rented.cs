namespace TorchSharp.Memory;

/// <summary>Work space from the pool for the length of a using block.</summary>
internal readonly unsafe ref struct Rented
{
    private readonly long _floats;
    private readonly long _bytes;

    public Rented(long floats)
    {
        _floats = floats;
        _bytes = BufferPool.Round(floats * sizeof(float));
        Address = BufferPool.Rent(_bytes);
    }

    public nint Address { get; }

    public Span<float> Floats => new((float*)Address, checked((int)_floats));

    public void Dispose() => BufferPool.Return(Address, _bytes);
}
