namespace SynthTrain.Core.Journals;

/// <summary>An entry of a <see cref="SegmentedTable{TSlot}"/>; the default value is a free slot.</summary>
internal interface ITableSlot<TSlot>
{
    /// <summary>Evenly spread bits of the entry's key.</summary>
    ulong Hash { get; }

    /// <summary>Whether the slot holds an entry.</summary>
    bool Taken { get; }

    /// <summary>Whether both have the same key.</summary>
    bool Matches(in TSlot other);
}
