namespace SynthTrain.Core.Journals;

/// <summary>Keys with a number each (where their record is), at about 22 bytes an entry.</summary>
/// <remarks>
/// An entry keeps 80 bits of its key: among a million keys asked of a million entries, one in 10¹² such runs would take one key for another.
/// Reading is safe from several threads as long as nobody writes.
/// </remarks>
public sealed class KeyIndex
{
    /// <summary>The largest number an entry can hold.</summary>
    public const long MaxValue = (1L << 48) - 2;

    private readonly SegmentedTable<Slot> _table = new();

    /// <summary>Entries held.</summary>
    public long Count => _table.Count;

    /// <summary>Sets a key's number; the latest counts.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">From 0 to <see cref="MaxValue"/>.</param>
    public void Set(UInt128 key, long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MaxValue);
        _table.Set(new Slot(key, value));
    }

    /// <summary>Looks a key up.</summary>
    public bool TryGet(UInt128 key, out long value)
    {
        var found = _table.TryFind(new Slot(key, 0), out var slot);
        value = slot.Value;
        return found;
    }

    private readonly struct Slot : ITableSlot<Slot>
    {
        private const int ValueBits = 48;
        private const ulong ValueMask = (1UL << ValueBits) - 1;
        private readonly ulong _keyAndValue;

        public Slot(UInt128 key, long value)
        {
            Hash = (ulong)(key >> 64);
            // One is added, so that no entry looks like a free slot.
            _keyAndValue = ((ulong)key & ~ValueMask) | (ulong)(value + 1);
        }

        public ulong Hash { get; }

        public bool Taken => (_keyAndValue & ValueMask) != 0;

        public long Value => (long)(_keyAndValue & ValueMask) - 1;

        public bool Matches(in Slot other) => Hash == other.Hash && ((_keyAndValue ^ other._keyAndValue) & ~ValueMask) == 0;
    }
}
