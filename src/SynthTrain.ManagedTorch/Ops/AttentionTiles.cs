using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using TorchSharp.Kernels;
using TorchSharp.Memory;
using static TorchSharp.torch;

namespace TorchSharp.Ops;

/// <summary>The two passes over tiles of scores; heads are shared out among threads, and within a head the order is fixed.</summary>
/// <param name="q">[…, T, d], any steps; the leading dimensions count the heads.</param>
/// <param name="k">[…, S, d]; as many heads as q has, or one for each group of q's heads that follow each other (Ainslie et al., "GQA", 2023).</param>
/// <param name="v">[…, S, e].</param>
/// <param name="bias">Added to the scores, leading dimensions times T times S; or none.</param>
/// <param name="blocks">Which queries go together, and what they see.</param>
internal sealed unsafe class AttentionTiles(Tensor q, Tensor k, Tensor v, Tensor? bias, QueryBlocks blocks)
{
    // Multiples of a tile's rows and of its columns.
    private const int QueryTile = QueryBlocks.Most;
    private const int KeyTile = 96;
    private readonly long _queries = q.Shape[^2];
    private readonly long _keys = k.Shape[^2];
    private readonly long _size = q.Shape[^1];
    private readonly long _width = v.Shape[^1];
    private readonly float _scale = (float)(1 / Math.Sqrt(q.Shape[^1]));

    private readonly long _group = Layouts.Layout.Count(q.Shape.AsSpan()[..^2]) / Math.Max(1, Layouts.Layout.Count(k.Shape.AsSpan()[..^2]));

    private double Work => blocks.Heads * blocks.Scores(_keys) * (1 + _size / 8);

    public void Forward(Tensor result, Tensor logs)
    {
        Threads.For(blocks.Heads * blocks.Count, task =>
        {
            var (row, first, rows, start) = blocks[task % blocks.Count];
            var head = row * blocks.Heads + task / blocks.Count;
            using var scratch = new Rented((QueryTile * KeyTile) + 2 * QueryTile);
            var output = Of(result, head).From(first, 0);
            var sums = (float*)scratch.Address + QueryTile * KeyTile;
            var tops = sums + QueryTile;
            new Span<float>(sums, (int)rows).Clear();
            new Span<float>(tops, (int)rows).Fill(float.NegativeInfinity);
            var any = false;
            var end = End(first, rows);
            for (var key = start; key < end; key += KeyTile, any = true)
                ForwardTile(head, first, rows, key, Math.Min(KeyTile, end - key), scratch.Address, output, sums, tops, any);
            if (!any)
                Clear(output, rows);
            for (var i = 0; i < rows; i++)
            {
                var values = new Span<float>(output.At(i, 0), (int)_width);
                // A query that sees nothing gets zeros, as from libtorch since 2.5.
                TensorPrimitives.Multiply(values, sums[i] == 0 ? 0 : 1 / sums[i], values);
                logs.Pointer<float>()[head * _queries + first + i] = sums[i] == 0 ? float.PositiveInfinity : tops[i] + MathF.Log(sums[i]);
            }
        }, Work);
    }

    /// <summary>Heads and blocks that share keys belong to one thread, which adds up the keys' gradients in the order of the heads and, within a head, of the blocks.</summary>
    public void Backward(Tensor output, Tensor logs, Tensor gradient, AttentionGradients to) => Threads.For(blocks.Heads / _group * blocks.Groups, task =>
    {
        using var scratch = new Rented(2 * QueryTile * KeyTile + QueryTile);
        var ((first, end), shared) = (blocks.Group(task % blocks.Groups), task / blocks.Groups);
        for (var head = shared * _group; head < (shared + 1) * _group; head++)
        {
            for (var number = first; number < end; number++)
                BackwardRows(head, blocks[number], output, logs, gradient, to, scratch.Address);
        }
    }, Work);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void BackwardRows(long inRow, QueryBlock block, Tensor output, Tensor logs, Tensor gradient, AttentionGradients to, nint p)
    {
        var ds = p + QueryTile * KeyTile * sizeof(float);
        var deltas = (float*)ds + QueryTile * KeyTile;
        var (row, first, rows, start) = block;
        var head = row * blocks.Heads + inRow;
        var shared = head / _group;
        var (dOut, found, query) = (Of(gradient, head).From(first, 0), Of(output, head).From(first, 0), Of(q, head).From(first, 0));
        for (var i = 0; i < rows; i++)
            deltas[i] = TensorPrimitives.Dot(new ReadOnlySpan<float>(dOut.At(i, 0), (int)_width), new ReadOnlySpan<float>(found.At(i, 0), (int)_width));
        var end = End(first, rows);
        for (var key = start; key < end; key += KeyTile)
        {
            var columns = Math.Min(KeyTile, end - key);
            Scores(head, first, rows, key, columns, p);
            var (probabilities, slopes) = (new Matrix(p, KeyTile, 1), new Matrix(ds, KeyTile, 1));
            Gemm.Tile(rows, columns, _width, dOut, Turned(Of(v, shared).From(key, 0)), slopes);
            for (var i = 0; i < rows; i++)
                Slopes(probabilities.At(i, 0), slopes.At(i, 0), columns, logs.Pointer<float>()[head * _queries + first + i], deltas[i]);
            Gemm.Tile(columns, _width, rows, Turned(probabilities), dOut, Of(to.Values, shared).From(key, 0), add: true);
            Gemm.Tile(columns, _size, rows, Turned(slopes), query, Of(to.Keys, shared).From(key, 0), add: true);
            Gemm.Tile(rows, _size, columns, slopes, Of(k, shared).From(key, 0), Of(to.Queries, head).From(first, 0), add: true);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ForwardTile(long head, long first, long rows, long key, long columns, nint p, Matrix output, float* sums, float* tops, bool add)
    {
        Scores(head, first, rows, key, columns, p);
        for (var i = 0; i < rows; i++)
        {
            var row = new Span<float>((float*)p + i * KeyTile, (int)columns);
            var top = Math.Max(tops[i], TensorPrimitives.Max<float>(row) * _scale);
            // A row that sees nothing yet keeps zeros.
            var shift = float.IsNegativeInfinity(top) ? 0 : top;
            var fade = MathF.Exp(tops[i] - shift);
            sums[i] = sums[i] * fade + Exponential.OfEach(row, _scale, shift);
            tops[i] = top;
            var before = new Span<float>(output.At(i, 0), (int)_width);
            if (add)
                TensorPrimitives.Multiply(before, fade, before);
        }

        Gemm.Tile(rows, _width, columns, new Matrix(p, KeyTile, 1), Of(v, head / _group).From(key, 0), output, add);
    }

    /// <summary>A tile of scores with the mask, still to be scaled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Scores(long head, long first, long rows, long key, long columns, nint p)
    {
        Gemm.Tile(rows, columns, _size, Of(q, head).From(first, 0), Turned(Of(k, head / _group).From(key, 0)), new Matrix(p, KeyTile, 1));
        for (var i = 0; i < rows; i++)
        {
            var row = new Span<float>((float*)p + i * KeyTile, (int)columns);
            if (bias is not null)
                AddBias(head, first + i, key, row);
            var seen = first + i + 1 - key;
            if (blocks.Causal && seen < columns)
                row[(int)Math.Max(0, seen)..].Fill(float.NegativeInfinity);
        }
    }

    private void AddBias(long head, long query, long key, Span<float> row)
    {
        var offset = Offset(bias!, head) + query * bias!.Strides[^2] + key * bias.Strides[^1];
        var from = bias.Pointer<float>() + offset;
        var step = bias.Strides[^1];
        for (var j = 0; j < row.Length; j++)
            row[j] += from[j * step] / _scale;
    }

    /// <summary>p = e^(score · scale − log); slope = p · (dp − delta) · scale.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Slopes(float* p, float* slope, long count, float log, float delta)
    {
        var i = 0L;
        for (; i <= count - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            var y = Exponential.Of(Vector256.Load(p + i) * _scale - Vector256.Create(log));
            y.Store(p + i);
            (y * (Vector256.Load(slope + i) - Vector256.Create(delta)) * _scale).Store(slope + i);
        }

        for (; i < count; i++)
        {
            p[i] = Exponential.Of(Vector256.Create(p[i]) * _scale - Vector256.Create(log))[0];
            slope[i] = p[i] * (slope[i] - delta) * _scale;
        }
    }

    private void Clear(Matrix output, long rows)
    {
        for (var i = 0L; i < rows; i++)
            new Span<float>(output.At(i, 0), (int)_width).Clear();
    }

    private long End(long first, long rows) => blocks.Causal ? Math.Min(_keys, first + rows) : _keys;

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
