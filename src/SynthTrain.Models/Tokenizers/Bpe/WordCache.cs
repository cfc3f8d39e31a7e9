using System.Runtime.CompilerServices;

namespace SynthTrain.Models.Tokenizers.Bpe;

/// <summary>Words that were merged before, and their tokens: a table of fixed size that starts anew when it is full. Used by one thread at a time.</summary>
internal sealed class WordCache
{
    private const int Size = 1 << 16, MostWords = Size * 5 / 8, MostIds = 1 << 18, MostBytes = 1 << 20;

    /// <summary>Longer words are merged each time.</summary>
    public const int Longest = 256;

    private readonly Entry[] _entries = new Entry[Size];
    private readonly int[] _ids = new int[MostIds];
    private readonly byte[] _bytes = new byte[MostBytes];
    private int _words, _idCount, _byteCount;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Hash(ReadOnlySpan<byte> word)
    {
        var hash = (ulong)word.Length * 0x9E3779B97F4A7C15UL;
        for (; word.Length >= 8; word = word[8..])
        {
            hash = (hash ^ Unsafe.ReadUnaligned<ulong>(ref System.Runtime.InteropServices.MemoryMarshal.GetReference(word))) * 0xD6E8FEB86659FD93UL;
            hash ^= hash >> 32;
        }

        foreach (var b in word)
            hash = (hash ^ b) * 0x100000001B3UL;
        hash ^= hash >> 29;
        return hash | 1;
    }

    /// <summary>The tokens of a word, or none.</summary>
    public ReadOnlySpan<int> Find(ReadOnlySpan<byte> word, ulong hash)
    {
        for (var at = (int)(hash >> 20) & (Size - 1); _entries[at].Hash != 0; at = (at + 1) & (Size - 1))
        {
            ref readonly var entry = ref _entries[at];
            if (entry.Hash == hash && word.SequenceEqual(_bytes.AsSpan(entry.FirstByte, entry.ByteCount)))
                return _ids.AsSpan(entry.FirstId, entry.IdCount);
        }

        return default;
    }

    public void Add(ReadOnlySpan<byte> word, ulong hash, ReadOnlySpan<int> ids)
    {
        if (_words == MostWords || _idCount + ids.Length > MostIds || _byteCount + word.Length > MostBytes)
            Clear();
        var at = (int)(hash >> 20) & (Size - 1);
        while (_entries[at].Hash != 0)
            at = (at + 1) & (Size - 1);
        _entries[at] = new(hash, _byteCount, (ushort)word.Length, _idCount, (ushort)ids.Length);
        word.CopyTo(_bytes.AsSpan(_byteCount));
        ids.CopyTo(_ids.AsSpan(_idCount));
        _words++;
        _byteCount += word.Length;
        _idCount += ids.Length;
    }

    private void Clear()
    {
        Array.Clear(_entries);
        (_words, _idCount, _byteCount) = (0, 0, 0);
    }

    private readonly record struct Entry(ulong Hash, int FirstByte, ushort ByteCount, int FirstId, ushort IdCount);
}
