namespace SynthTrain.Core.Journals;

/// <summary>A hash table of plain slots for millions of entries: it grows by a quarter, one small segment at a time, in blocks that are kept, so that little is empty and growing leaves nothing behind.</summary>
internal sealed class SegmentedTable<TSlot>
    where TSlot : struct, ITableSlot<TSlot>
{
    private const int SegmentBits = 8;
    private const int BlockBits = 6;
    private const int BlockSize = 1 << BlockBits;
    private readonly TSlot[][][] _segments = new TSlot[1 << SegmentBits][][];
    private readonly int[] _counts = new int[1 << SegmentBits];
    private TSlot[] _moving = [];

    public SegmentedTable() => Array.Fill(_segments, []);

    /// <summary>Entries held.</summary>
    public long Count { get; private set; }

    /// <summary>Looks an entry up by its key.</summary>
    public bool TryFind(in TSlot probe, out TSlot found)
    {
        var blocks = _segments[Segment(probe)];
        found = blocks.Length > 0 ? Place(blocks, probe) : default;
        return found.Taken;
    }

    /// <summary>Adds an entry, or puts it in the place of the one with the same key; true when it is new.</summary>
    public bool Set(in TSlot slot)
    {
        var segment = Segment(slot);
        if ((_counts[segment] + 1) * 5 > _segments[segment].Length * BlockSize * 4)
            Grow(segment);
        ref var place = ref Place(_segments[segment], slot);
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
    private static ref TSlot Place(TSlot[][] blocks, in TSlot slot)
    {
        var length = blocks.Length << BlockBits;
        var at = (int)(((slot.Hash & uint.MaxValue) * (ulong)length) >> 32);
        while (true)
        {
            ref var place = ref blocks[at >> BlockBits][at & (BlockSize - 1)];
            if (!place.Taken || place.Matches(slot))
                return ref place;
            at = at + 1 == length ? 0 : at + 1;
        }
    }

    private void Grow(int segment)
    {
        var old = _segments[segment];
        if (_moving.Length < old.Length * BlockSize)
            _moving = new TSlot[old.Length * BlockSize * 2];
        var moving = 0;
        foreach (var block in old)
        {
            block.CopyTo(_moving, moving);
            moving += BlockSize;
            Array.Clear(block);
        }

        // Blocks live as long as the table: pinned, they are never copied from generation to generation.
        var blocks = new TSlot[old.Length + Math.Max(old.Length / 4, 1)][];
        old.CopyTo(blocks, 0);
        for (var block = old.Length; block < blocks.Length; block++)
            blocks[block] = GC.AllocateArray<TSlot>(BlockSize, pinned: true);
        foreach (ref readonly var slot in _moving.AsSpan(0, moving))
        {
            if (slot.Taken)
                Place(blocks, slot) = slot;
        }

        _segments[segment] = blocks;
    }
}
