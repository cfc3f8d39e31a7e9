namespace TorchSharp.Memory;

/// <summary>Aligned memory that several tensors may look at; goes back to the pool with its last owner, or with the collector where owners forgot.</summary>
internal sealed unsafe class NativeBuffer
{
    private nint _address;
    private int _owners = 1;

    /// <param name="bytes">At least this many; the content is whatever was there.</param>
    public NativeBuffer(long bytes)
    {
        Capacity = BufferPool.Round(bytes);
        _address = BufferPool.Rent(Capacity);
    }

    ~NativeBuffer() => GiveBack();

    public long Capacity { get; }

    /// <summary>Counts writes in place, so that a gradient notices that what it saved is gone.</summary>
    public int Version { get; set; }

    public byte* Address => _address != 0 ? (byte*)_address : throw new ObjectDisposedException("torch.Tensor", "the tensor's memory was disposed");

    /// <summary>Whether no second tensor looks at this memory.</summary>
    public bool IsSole => Volatile.Read(ref _owners) == 1;

    public NativeBuffer Share()
    {
        if (Interlocked.Increment(ref _owners) == 1)
            throw new ObjectDisposedException("torch.Tensor", "the tensor's memory was disposed");
        return this;
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _owners) > 0)
            return;
        GC.SuppressFinalize(this);
        GiveBack();
    }

    private void GiveBack()
    {
        var address = Interlocked.Exchange(ref _address, 0);
        if (address != 0)
            BufferPool.Return(address, Capacity);
    }
}
