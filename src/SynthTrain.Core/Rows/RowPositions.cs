namespace SynthTrain.Core.Rows;

/// <summary>Where each row's record and source line are, at 12 bytes a row.</summary>
internal sealed class RowPositions
{
    private readonly List<Page> _pages = [];
    private readonly List<(long FirstRow, string File)> _files = [];

    /// <summary>Rows so far.</summary>
    public long Count { get; private set; }

    /// <summary>Takes the next row. One caller at a time.</summary>
    public Cell Add(string file, int line)
    {
        var slot = (int)(Count % Page.Size);
        if (slot == 0)
            _pages.Add(new Page());
        if (_files.Count == 0 || _files[^1].File != file)
            _files.Add((Count, file));
        Count++;
        var page = _pages[^1];
        page.Lines[slot] = line;
        return new Cell(page, slot);
    }

    /// <summary>All rows in order. After the last <see cref="Add"/>.</summary>
    public IEnumerable<RowPosition> All()
    {
        var file = 0;
        for (long row = 0; row < Count; row++)
        {
            if (file + 1 < _files.Count && _files[file + 1].FirstRow == row)
                file++;
            var page = _pages[(int)(row / Page.Size)];
            var slot = row % Page.Size;
            yield return new RowPosition(page.Offsets[slot] - 1, _files[file].File, page.Lines[slot]);
        }
    }

    /// <summary>One row's place, to be filled in by whoever does the row.</summary>
    internal readonly struct Cell(Page page, int slot)
    {
        /// <summary>Notes where the row's record is in the journal.</summary>
        public void Keep(long offset) => page.Offsets[slot] = offset + 1;
    }

    internal sealed class Page
    {
        public const int Size = 4096;

        // One more than the offset, so that 0 means a row without a record.
        public readonly long[] Offsets = new long[Size];

        public readonly int[] Lines = new int[Size];
    }
}
