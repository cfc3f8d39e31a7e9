using System.Runtime.InteropServices;

namespace TorchSharp.Memory;

/// <summary>One thread's work space, grown as needed and kept.</summary>
internal sealed unsafe class Scratch
{
    private nint _address;
    private long _floats;

    ~Scratch() => NativeMemory.AlignedFree((void*)_address);

    /// <summary>At least this many floats, aligned to a cache line; the content is arbitrary.</summary>
    public nint Take(long floats)
    {
        if (floats > _floats)
        {
            NativeMemory.AlignedFree((void*)_address);
            _address = (nint)NativeMemory.AlignedAlloc((nuint)(floats * sizeof(float)), 64);
            _floats = floats;
        }

        return _address;
    }
}
