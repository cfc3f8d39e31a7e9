namespace SynthTrain.Core.Journals;

/// <summary>A hash table of plain slots for millions of entries: it grows by a quarter, one small segment at a time, so that little is empty and growing has no peak.</summary>
internal sealed class SegmentedTable<TSlot>
    where TSlot : struct, ITableSlot<TSlot>
{
    private const int SegmentBits = 10;
    private readonly TSlot[][] _segments = new TSlot[1 << SegmentBits][];
    private readonly int[] _counts = new int[1 << SegmentBits];

    public SegmentedTable() => Array.Fill(_segments, []);

    /// <summary>Entries held.</summary>
    public long Count { get; private set; }

    /// <summary>Looks an entry up by its key.</summary>
    public bool TryFind(in TSlot probe, out TSlot found)
    {
        var slots = _segments[Segment(probe)];
        found = slots.Length > 0 ? slots[Place(slots, probe)] : default;
        return found.Taken;
    }

    /// <summary>Adds an entry, or puts it in the place of the one with the same key; true when it is new.</summary>
    public bool Set(in TSlot slot)
    {
        var segment = Segment(slot);
        if ((_counts[segment] + 1) * 5 > _segments[segment].Length * 4)
            Grow(segment);
        var slots = _segments[segment];
        ref var place = ref slots[Place(slots, slot)];
        var added = !place.Taken;
        place = slot;
        if (added)
        {
            _counts[segment]++;
            Count++;
        }

        return added;
    }

    private static int Segment(in TSlot slot) => (int)(slot.Hash >> (64 - SegmentBits));

    // The slot that holds the key, or the free one where it belongs; a segment is never full.
    private static int Place(TSlot[] slots, in TSlot slot)
    {
        var at = (int)(((slot.Hash & uint.MaxValue) * (ulong)slots.Length) >> 32);
        while (slots[at].Taken && !slots[at].Matches(slot))
            at = at + 1 == slots.Length ? 0 : at + 1;
        return at;
    }

    private void Grow(int segment)
    {
        var old = _segments[segment];
        var slots = new TSlot[old.Length + Math.Max(old.Length / 4, 4)];
        foreach (ref readonly var slot in old.AsSpan())
        {
            if (slot.Taken)
                slots[Place(slots, slot)] = slot;
        }

        _segments[segment] = slots;
    }
}
