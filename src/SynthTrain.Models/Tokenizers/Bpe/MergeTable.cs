using System.Numerics;
using System.Runtime.CompilerServices;

namespace SynthTrain.Models.Tokenizers.Bpe;

/// <summary>The merges by the two ids they join: an open table, half empty at most.</summary>
internal sealed class MergeTable
{
    /// <summary>No merge: the highest rank there can be.</summary>
    public const uint None = uint.MaxValue;

    private readonly Entry[] _entries;
    private readonly int _shift;

    // A bit for each pair that is merged: most pairs are not, and this is small enough to stay in the processor's cache.
    private readonly ulong[] _filter;
    private readonly int _filterShift;

    public MergeTable(int count)
    {
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, count * 2));
        _entries = new Entry[size];
        _entries.AsSpan().Fill(new Entry(ulong.MaxValue, None, 0));
        _shift = 64 - BitOperations.Log2((uint)size);
        var bits = Math.Max(64, size * 4);
        _filter = new ulong[bits / 64];
        _filterShift = 64 - BitOperations.Log2((uint)bits);
    }

    /// <summary>Adds a merge; a pair that was there gets the new rank.</summary>
    public void Set(int left, int right, uint rank, int merged)
    {
        var key = Key(left, right);
        var bit = Hash(key) >> _filterShift;
        _filter[bit >> 6] |= 1UL << (int)(bit & 63);
        var at = Slot(Hash(key));
        while (_entries[at].Key != key && _entries[at].Key != ulong.MaxValue)
            at = (at + 1) & (_entries.Length - 1);
        _entries[at] = new(key, rank, merged);
    }

    /// <summary>The rank of a pair and the token it becomes, or <see cref="None"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Find(int left, int right, out int merged)
    {
        var key = Key(left, right);
        var hash = Hash(key);
        var bit = hash >> _filterShift;
        if ((_filter[bit >> 6] >> (int)(bit & 63) & 1) == 0)
        {
            merged = 0;
            return None;
        }

        var entries = _entries;
        for (var at = Slot(hash); ; at++)
        {
            ref readonly var entry = ref entries[at & (entries.Length - 1)];
            if (entry.Key == key)
            {
                merged = entry.Merged;
                return entry.Rank;
            }

            if (entry.Key == ulong.MaxValue)
            {
                merged = 0;
                return None;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Key(int left, int right) => ((ulong)(uint)left << 32) | (uint)right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Slot(ulong hash) => (int)(hash >> _shift);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Hash(ulong key) => (key ^ (key >> 29)) * 0x9E3779B97F4A7C15UL;

    private readonly record struct Entry(ulong Key, uint Rank, int Merged);
}
