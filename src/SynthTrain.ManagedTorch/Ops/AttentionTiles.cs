using TorchSharp.Kernels;
using TorchSharp.Memory;
using static TorchSharp.torch;

namespace TorchSharp.Ops;

/// <summary>The two passes over tiles of scores; heads are shared out among threads, and within a head the order is fixed.</summary>
/// <param name="q">[…, T, d], any steps; the leading dimensions count the heads.</param>
/// <param name="k">[…, S, d].</param>
/// <param name="v">[…, S, e].</param>
/// <param name="bias">Added to the scores, leading dimensions times T times S; or none.</param>
/// <param name="causal">Whether a query sees only keys up to its own place.</param>
internal sealed unsafe class AttentionTiles(Tensor q, Tensor k, Tensor v, Tensor? bias, bool causal)
{
    private const int QueryTile = 64;
    private const int KeyTile = 128;
    private readonly long _heads = Layouts.Layout.Count(q.Shape.AsSpan()[..^2]);
    private readonly long _queries = q.Shape[^2];
    private readonly long _keys = k.Shape[^2];
    private readonly long _size = q.Shape[^1];
    private readonly long _width = v.Shape[^1];
    private readonly float _scale = (float)(1 / Math.Sqrt(q.Shape[^1]));

    private double Work => (double)_heads * _queries * _keys * (1 + _size / 8);

    public void Forward(Tensor result, Tensor logs)
    {
        var tiles = (_queries + QueryTile - 1) / QueryTile;
        Threads.For(_heads * tiles, task =>
        {
            var (head, first) = (task / tiles, task % tiles * QueryTile);
            using var scratch = new Rented((QueryTile * KeyTile) + 2 * QueryTile);
            var rows = Math.Min(QueryTile, _queries - first);
            var output = Of(result, head).From(first, 0);
            var sums = (float*)scratch.Address + QueryTile * KeyTile;
            var tops = sums + QueryTile;
            new Span<float>(sums, (int)rows).Clear();
            new Span<float>(tops, (int)rows).Fill(float.NegativeInfinity);
            var any = false;
            for (var key = 0L; key < End(first, rows); key += KeyTile, any = true)
                ForwardTile(head, first, rows, key, scratch.Address, output, sums, tops, any);
            for (var i = 0; i < rows; i++)
            {
                var row = new Span<float>(output.At(i, 0), (int)_width);
                // A query that sees nothing gets zeros, as from libtorch since 2.5.
                TensorPrimitives.Multiply(row, sums[i] == 0 ? 0 : 1 / sums[i], row);
                logs.Pointer<float>()[head * _queries + first + i] = sums[i] == 0 ? float.PositiveInfinity : tops[i] + MathF.Log(sums[i]);
            }
        }, Work);
    }

    public void Backward(Tensor output, Tensor logs, Tensor gradient, AttentionGradients to) => Threads.For(_heads, head =>
    {
        using var scratch = new Rented(2 * QueryTile * KeyTile + QueryTile);
        var (p, ds) = (scratch.Address, (nint)((float*)scratch.Address + QueryTile * KeyTile));
        var deltas = (float*)ds + QueryTile * KeyTile;
        for (var first = 0L; first < _queries; first += QueryTile)
        {
            var rows = Math.Min(QueryTile, _queries - first);
            var place = head * _queries + first;
            var dOut = Of(gradient, head).From(first, 0);
            for (var i = 0; i < rows; i++)
                deltas[i] = TensorPrimitives.Dot(new ReadOnlySpan<float>(dOut.At(i, 0), (int)_width), new ReadOnlySpan<float>(Of(output, head).At(first + i, 0), (int)_width));
            for (var key = 0L; key < End(first, rows); key += KeyTile)
            {
                var columns = Math.Min(KeyTile, _keys - key);
                Scores(head, first, rows, key, columns, p);
                var (probabilities, slopes) = (new Matrix(p, columns, 1), new Matrix(ds, columns, 1));
                Gemm.Multiply(rows, columns, _width, dOut, Turned(Of(v, head).From(key, 0)), slopes, parallel: false);
                for (var i = 0; i < rows; i++)
                    Slopes(new Span<float>(probabilities.At(i, 0), (int)columns), new Span<float>(slopes.At(i, 0), (int)columns), logs.Pointer<float>()[place + i], deltas[i]);
                Gemm.Multiply(columns, _width, rows, Turned(probabilities), dOut, Of(to.Values, head).From(key, 0), add: true, parallel: false);
                Gemm.Multiply(columns, _size, rows, Turned(slopes), Of(q, head).From(first, 0), Of(to.Keys, head).From(key, 0), add: true, parallel: false);
                Gemm.Multiply(rows, _size, columns, slopes, Of(k, head).From(key, 0), Of(to.Queries, head).From(first, 0), add: true, parallel: false);
            }
        }
    }, Work);

    private void ForwardTile(long head, long first, long rows, long key, nint p, Matrix output, float* sums, float* tops, bool add)
    {
        var columns = Math.Min(KeyTile, _keys - key);
        Scores(head, first, rows, key, columns, p);
        for (var i = 0; i < rows; i++)
        {
            var row = new Span<float>((float*)p + i * columns, (int)columns);
            var top = Math.Max(tops[i], TensorPrimitives.Max<float>(row));
            // A row that sees nothing yet keeps zeros.
            var shift = float.IsNegativeInfinity(top) ? 0 : top;
            var fade = MathF.Exp(tops[i] - shift);
            TensorPrimitives.Subtract(row, shift, row);
            TensorPrimitives.Exp(row, row);
            sums[i] = sums[i] * fade + TensorPrimitives.Sum<float>(row);
            tops[i] = top;
            var before = new Span<float>(output.At(i, 0), (int)_width);
            if (add)
                TensorPrimitives.Multiply(before, fade, before);
        }

        Gemm.Multiply(rows, _width, columns, new Matrix(p, columns, 1), Of(v, head).From(key, 0), output, add, parallel: false);
    }

    /// <summary>A tile of scaled scores with the mask.</summary>
    private void Scores(long head, long first, long rows, long key, long columns, nint p)
    {
        Gemm.Multiply(rows, columns, _size, Of(q, head).From(first, 0), Turned(Of(k, head).From(key, 0)), new Matrix(p, columns, 1), parallel: false);
        for (var i = 0; i < rows; i++)
        {
            var row = new Span<float>((float*)p + i * columns, (int)columns);
            TensorPrimitives.Multiply(row, _scale, row);
            if (bias is not null)
                AddBias(head, first + i, key, row);
            var seen = first + i + 1 - key;
            if (causal && seen < columns)
                row[(int)Math.Max(0, seen)..].Fill(float.NegativeInfinity);
        }
    }

    private void AddBias(long head, long query, long key, Span<float> row)
    {
        var offset = Offset(bias!, head) + query * bias!.Strides[^2] + key * bias.Strides[^1];
        var from = bias.Pointer<float>() + offset;
        var step = bias.Strides[^1];
        for (var j = 0; j < row.Length; j++)
            row[j] += from[j * step];
    }

    /// <summary>p = e^(score − log); slope = p · (dp − delta) · scale.</summary>
    private void Slopes(Span<float> p, Span<float> slope, float log, float delta)
    {
        TensorPrimitives.Subtract(p, log, p);
        TensorPrimitives.Exp(p, p);
        TensorPrimitives.Subtract(slope, delta, slope);
        TensorPrimitives.Multiply(slope, p, slope);
        TensorPrimitives.Multiply(slope, _scale, slope);
    }

    private long End(long first, long rows) => causal ? Math.Min(_keys, first + rows) : _keys;

    private static Matrix Of(Tensor x, long head) => new((nint)(x.Pointer<float>() + Offset(x, head)), x.Strides[^2], x.Strides[^1]);

    /// <summary>Elements from the first to the first of a head, counted over the leading dimensions.</summary>
    private static long Offset(Tensor x, long head)
    {
        var offset = 0L;
        for (var d = x.Shape.Length - 3; d >= 0; d--)
        {
            (head, var index) = Math.DivRem(head, x.Shape[d]);
            offset += index * x.Strides[d];
        }

        return offset;
    }

    private static Matrix Turned(Matrix x) => new(x.Data, x.ColumnStep, x.RowStep);
}
