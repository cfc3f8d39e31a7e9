using System.Numerics;
using System.Runtime.CompilerServices;

namespace SynthTrain.Models.Tokenizers.Bpe;

/// <summary>Words of at most 15 bytes that are one token: an open table, half empty at most.</summary>
internal sealed class WordTable
{
    private readonly Entry[] _entries;
    private readonly int _shift;

    public WordTable(int count)
    {
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, count * 2));
        _entries = new Entry[size];
        _shift = 64 - BitOperations.Log2((uint)size);
    }

    public void Add(WordKey key, int id)
    {
        var at = (int)(key.Hash() >> _shift);
        while (_entries[at].Key.High != 0)
            at = (at + 1) & (_entries.Length - 1);
        _entries[at] = new(key, id);
    }

    /// <summary>The token of a word, or −1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(WordKey key)
    {
        var entries = _entries;
        for (var at = (int)(key.Hash() >> _shift); ; at++)
        {
            ref readonly var entry = ref entries[at & (entries.Length - 1)];
            if (entry.Key == key)
                return entry.Id;
            if (entry.Key.High == 0)
                return -1;
        }
    }

    private readonly record struct Entry(WordKey Key, int Id);
}
