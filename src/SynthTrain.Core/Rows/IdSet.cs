using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using SynthTrain.Core.Journals;

namespace SynthTrain.Core.Rows;

/// <summary>Ids seen, by 64 bits of their hash, at about 11 bytes an id. It may take two ids for one (among a million ids one time in 10⁷), so a hit is verified elsewhere.</summary>
internal sealed class IdSet
{
    private readonly SegmentedTable<Slot> _table = new();

    /// <summary>Adds an id; false when it, or one with the same hash, is there already.</summary>
    public bool Add(string id) => _table.Set(new Slot(HashOf(id)));

    private static ulong HashOf(string id)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var size = Encoding.UTF8.GetMaxByteCount(id.Length);
        var rented = size > 512 ? ArrayPool<byte>.Shared.Rent(size) : null;
        var bytes = rented ?? stackalloc byte[512];
        SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(id, bytes)], hash);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        return Math.Max(1, BinaryPrimitives.ReadUInt64LittleEndian(hash));
    }

    private readonly struct Slot(ulong hash) : ITableSlot<Slot>
    {
        public ulong Hash { get; } = hash;

        public bool Taken => Hash != 0;

        public bool Matches(in Slot other) => Hash == other.Hash;
    }
}
