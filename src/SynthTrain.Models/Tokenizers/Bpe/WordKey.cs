using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SynthTrain.Models.Tokenizers.Bpe;

/// <summary>A word of at most 15 bytes as two machine words, its length in the last byte: equal keys are equal words.</summary>
internal readonly record struct WordKey(ulong Low, ulong High)
{
    public const int Longest = 15;

    /// <summary>The key of a word that stands in a buffer with 16 readable bytes from its start.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WordKey Of(ref byte start, int length)
    {
        var low = Unsafe.ReadUnaligned<ulong>(ref start);
        if (length < 8)
            return new(low & ((1UL << (8 * length)) - 1), (ulong)length << 56);
        var high = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, 8));
        return new(low, (high & ((1UL << (8 * (length - 8))) - 1)) | ((ulong)length << 56));
    }

    public static WordKey Of(ReadOnlySpan<byte> word)
    {
        Span<byte> buffer = stackalloc byte[16];
        buffer.Clear();
        word.CopyTo(buffer);
        return Of(ref MemoryMarshal.GetReference(buffer), word.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Hash()
    {
        var h = (Low ^ (High * 0xC2B2AE3D27D4EB4FUL)) * 0x9E3779B97F4A7C15UL;
        return (h ^ (h >> 32)) * 0xD6E8FEB86659FD93UL;
    }
}
