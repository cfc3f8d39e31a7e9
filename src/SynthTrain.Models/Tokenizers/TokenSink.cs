using System.Runtime.CompilerServices;

namespace SynthTrain.Models.Tokenizers;

/// <summary>Where encoders put tokens: ids, and offsets in UTF-16 units of the original text when asked for.</summary>
internal sealed class TokenSink(bool withOffsets)
{
    private int[] _ids = new int[64];
    private int[] _starts = withOffsets ? new int[64] : [];
    private int[] _ends = withOffsets ? new int[64] : [];

    public bool WithOffsets { get; } = withOffsets;

    public int Count { get; private set; }

    public ReadOnlySpan<int> Ids => _ids.AsSpan(0, Count);

    public Span<int> Starts => _starts.AsSpan(0, Count);

    public Span<int> Ends => _ends.AsSpan(0, Count);

    public Range Offset(int index) => _starts[index].._ends[index];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int id)
    {
        if (Count == _ids.Length)
            Grow(1);
        _ids[Count++] = id;
    }

    public void Add(int id, int start, int end)
    {
        if (Count == _ids.Length)
            Grow(1);
        if (WithOffsets)
            (_starts[Count], _ends[Count]) = (start, end);
        _ids[Count++] = id;
    }

    public void Add(ReadOnlySpan<int> ids)
    {
        if (Count + ids.Length > _ids.Length)
            Grow(ids.Length);
        ids.CopyTo(_ids.AsSpan(Count));
        Count += ids.Length;
    }

    /// <summary>How many of the first tokens there may be without cutting a character, and where they end.</summary>
    public (int Count, int Consumed) Cut(int most, int length)
    {
        if (Count <= most)
            return (Count, length);
        var count = most;
        while (count > 0 && _starts[count] < _ends[count - 1])
            count--;
        return (count, count == 0 ? 0 : _ends[count - 1]);
    }

    /// <summary>How many of the last tokens there may be without cutting a character.</summary>
    public int CutFromEnd(int most)
    {
        var count = Math.Min(most, Count);
        while (count > 0 && count < Count && _ends[Count - count - 1] > _starts[Count - count])
            count--;
        return count;
    }

    private void Grow(int more)
    {
        var size = (int)Math.Min(Array.MaxLength, Math.Max(_ids.Length * 2L, Count + (long)more));
        Array.Resize(ref _ids, size);
        if (!WithOffsets)
            return;
        Array.Resize(ref _starts, size);
        Array.Resize(ref _ends, size);
    }
}
