using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Hashing;
using SynthTrain.Core.IO;

namespace SynthTrain.Core.Jsonl;

/// <summary>Where each row of a JSONL file is, by id: for joins that must not hold the rows in memory. About 24 bytes a row.</summary>
public sealed class JsonlIndex
{
    private readonly IFileSystem _files;
    private readonly string _path;
    private readonly string _display;
    private readonly ulong[] _hashes;
    private readonly RowPlace[] _places;

    private JsonlIndex(IFileSystem files, string path, string display, ulong[] hashes, RowPlace[] places) =>
        (_files, _path, _display, _hashes, _places) = (files, path, display, hashes, places);

    /// <summary>How many rows there are.</summary>
    public int Count => _hashes.Length;

    /// <summary>Reads the whole file once.</summary>
    /// <param name="files">Where the file is.</param>
    /// <param name="path">Absolute path.</param>
    /// <param name="display">The name that errors print; null prints <paramref name="path"/>.</param>
    /// <exception cref="SynthException"><see cref="Codes.BadRow"/> for a row without an id, <see cref="Codes.DuplicateId"/>, or the faults of <see cref="JsonlReader"/>.</exception>
    public static JsonlIndex Build(IFileSystem files, string path, string? display = null)
    {
        var name = display ?? path;
        var hashes = new List<ulong>();
        var places = new List<RowPlace>();
        foreach (var row in JsonlReader.Read(files, path, name))
        {
            hashes.Add(SeededRandom.Hash(JsonlRow.Id(row.Json, name, row.Line)));
            places.Add(new RowPlace(row.Offset, row.Line));
        }

        var sortedHashes = hashes.ToArray();
        var sortedPlaces = places.ToArray();
        Array.Sort(sortedHashes, sortedPlaces);
        var index = new JsonlIndex(files, path, name, sortedHashes, sortedPlaces);
        index.RefuseDuplicates();
        return index;
    }

    /// <summary>How many rows have an id that <paramref name="other"/> does not have, and the first of them in file order.</summary>
    public (int Count, JsonlLine? First) Missing(JsonlIndex other)
    {
        var count = 0;
        RowPlace? first = null;
        for (var i = 0; i < _hashes.Length; i++)
        {
            if (Array.BinarySearch(other._hashes, _hashes[i]) >= 0)
                continue;
            count++;
            if (first is null || _places[i].Line < first.Value.Line)
                first = _places[i];
        }

        if (first is not { } place)
            return (0, null);
        using var reader = Open();
        return (count, reader.Read(place));
    }

    /// <summary>How many rows have an id that every one of the others has too.</summary>
    public int CountShared(params IReadOnlyList<JsonlIndex> others) =>
        _hashes.Count(hash => others.All(other => Array.BinarySearch(other._hashes, hash) >= 0));

    /// <summary>Opens the file for looking rows up.</summary>
    public JsonlLookup Open() => new(this, _files.OpenRead(_path), _display);

    /// <summary>The places whose id has this hash: one, but for a collision.</summary>
    internal ReadOnlySpan<RowPlace> Places(ulong hash)
    {
        var found = Array.BinarySearch(_hashes, hash);
        if (found < 0)
            return [];
        var (first, end) = (found, found + 1);
        while (first > 0 && _hashes[first - 1] == hash)
            first--;
        while (end < _hashes.Length && _hashes[end] == hash)
            end++;
        return _places.AsSpan(first, end - first);
    }

    private void RefuseDuplicates()
    {
        for (var i = 1; i < _hashes.Length; i++)
        {
            if (_hashes[i] != _hashes[i - 1])
                continue;
            using var reader = Open();
            var (one, other) = (reader.Read(_places[i - 1]), reader.Read(_places[i]));
            var id = JsonlRow.Id(one.Json, _display, one.Line);
            var (earlier, later) = (Math.Min(one.Line, other.Line), Math.Max(one.Line, other.Line));
            if (id == JsonlRow.Id(other.Json, _display, other.Line))
                throw new SynthException(Codes.DuplicateId, $"Id '{id}' stands in line {earlier} and again in line {later}; give each row an id of its own.", _display, later, 1);
        }
    }

    /// <summary>Where a row is.</summary>
    internal readonly record struct RowPlace(long Offset, int Line);
}
