using System.Runtime.InteropServices;

namespace TorchSharp.Memory;

/// <summary>Keeps freed blocks for the next tensor of that size: a training step asks for the same sizes again and again, and fresh pages cost more than the arithmetic on them.</summary>
internal static unsafe class BufferPool
{
    private const nuint Alignment = 64;
    private const long AlwaysKept = 64L << 20;
    private static readonly Lock s_gate = new();
    private static readonly Dictionary<long, Stack<nint>> s_free = [];
    private static long s_idle;

    /// <summary>Bytes in tensors now, and their greatest number so far.</summary>
    public static long Live { get; private set; }

    public static long PeakLive { get; private set; }

    /// <summary>Sizes are rounded up to eighths of a power of two, so that nearly equal batches share blocks.</summary>
    public static long Round(long bytes)
    {
        var least = Math.Max(bytes, 64);
        var step = Math.Max(64, (long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)least) / 16);
        return (least + step - 1) / step * step;
    }

    public static nint Rent(long rounded)
    {
        lock (s_gate)
        {
            Live += rounded;
            PeakLive = Math.Max(PeakLive, Live);
            if (s_free.TryGetValue(rounded, out var blocks) && blocks.TryPop(out var block))
            {
                s_idle -= rounded;
                return block;
            }
        }

        return Fresh(rounded);
    }

    private static nint Fresh(long rounded)
    {
        try
        {
            return (nint)NativeMemory.AlignedAlloc((nuint)rounded, Alignment);
        }
        catch (OutOfMemoryException fault)
        {
            lock (s_gate)
                Live -= rounded;
            throw new InsufficientMemoryException($"{rounded} bytes for a tensor cannot be had; tensors hold {Live} bytes already", fault);
        }
    }

    public static void Return(nint block, long rounded)
    {
        lock (s_gate)
        {
            Live -= rounded;
            // Held and idle together never exceed what was once held: a step's blocks all wait for the next step.
            if (Live + s_idle + rounded <= AlwaysKept + PeakLive)
            {
                if (!s_free.TryGetValue(rounded, out var blocks))
                    s_free[rounded] = blocks = new Stack<nint>();
                blocks.Push(block);
                s_idle += rounded;
                return;
            }
        }

        NativeMemory.AlignedFree((void*)block);
    }
}
