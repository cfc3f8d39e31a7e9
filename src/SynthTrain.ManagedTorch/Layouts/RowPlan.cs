namespace TorchSharp.Layouts;

/// <summary>Walks several tensors of one shape in rows, dimensions that lie behind each other in all of them merged first. Pieces do not depend on the number of threads.</summary>
internal sealed class RowPlan
{
    private const int Grain = 1 << 14;
    private readonly long[] _sizes;
    private readonly long[][] _strides;
    private readonly long _inner;
    private readonly long _rows;

    /// <param name="shape">The common shape.</param>
    /// <param name="strides">Of each tensor, broadcast to that shape.</param>
    public RowPlan(ReadOnlySpan<long> shape, params long[][] strides)
    {
        var sizes = new List<long>();
        var merged = Array.ConvertAll(strides, _ => new List<long>());
        for (var i = 0; i < shape.Length; i++)
            Append(sizes, merged, shape[i], Array.ConvertAll(strides, stride => stride[i]));
        if (sizes.Count == 0)
            Append(sizes, merged, 1, new long[strides.Length], true);
        _inner = sizes[^1];
        _sizes = [.. sizes[..^1]];
        _strides = Array.ConvertAll(merged, list => list.ToArray());
        _rows = Layout.Count(_sizes);
    }

    /// <summary>Stride of each tensor inside a row.</summary>
    public long InnerStride(int tensor) => _strides[tensor][^1];

    /// <param name="body">Offsets of the tensors, and the number of elements from there on; called from several threads.</param>
    public void Run(Action<long[], int> body)
    {
        if (_rows == 0 || _inner == 0)
            return;
        var pieces = (_inner + Grain - 1) / Grain;
        if (pieces > 1)
            Kernels.Threads.For(_rows * pieces, task => Piece(task / pieces, task % pieces, body));
        else
            RunRows(body);
    }

    private void RunRows(Action<long[], int> body)
    {
        var together = Math.Max(1, Grain / _inner);
        Kernels.Threads.For((_rows + together - 1) / together, task =>
        {
            var offsets = new long[_strides.Length];
            var end = Math.Min(_rows, (task + 1) * together);
            for (var row = task * together; row < end; row++)
            {
                Locate(row, offsets);
                body(offsets, (int)_inner);
            }
        }, (double)_rows * _inner);
    }

    private void Piece(long row, long piece, Action<long[], int> body)
    {
        var offsets = new long[_strides.Length];
        Locate(row, offsets);
        var start = piece * Grain;
        for (var i = 0; i < offsets.Length; i++)
            offsets[i] += start * _strides[i][^1];
        body(offsets, (int)Math.Min(Grain, _inner - start));
    }

    private void Locate(long row, long[] offsets)
    {
        Array.Clear(offsets);
        for (var d = _sizes.Length - 1; d >= 0; d--)
        {
            (row, var index) = Math.DivRem(row, _sizes[d]);
            for (var i = 0; i < offsets.Length; i++)
                offsets[i] += index * _strides[i][d];
        }
    }

    private static void Append(List<long> sizes, List<long>[] merged, long size, long[] strides, bool always = false)
    {
        if (size == 1 && !always)
            return;
        var joins = sizes.Count > 0 && Enumerable.Range(0, strides.Length).All(i => merged[i][^1] == strides[i] * size);
        if (joins)
            sizes[^1] *= size;
        else
            sizes.Add(size);
        for (var i = 0; i < strides.Length; i++)
        {
            if (joins)
                merged[i][^1] = strides[i];
            else
                merged[i].Add(strides[i]);
        }
    }
}
