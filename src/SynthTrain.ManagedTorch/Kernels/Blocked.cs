using System.Runtime.CompilerServices;
using TorchSharp.Memory;

namespace TorchSharp.Kernels;

/// <summary>The loops around the micro-kernel.</summary>
internal static unsafe class Blocked<TKernel>
    where TKernel : struct, IMicroKernel
{
    private const int MaxColumns = 4096;
    private const int LeastRows = 48;
    private static readonly int s_rows = 144 / TKernel.Rows * TKernel.Rows;

    [ThreadStatic]
    private static Scratch? t_a;

    [ThreadStatic]
    private static Scratch? t_b;

    /// <param name="second">Added with the last block of the first, so that C is not passed over again for it.</param>
    public static void Multiply(long m, long n, Factors first, Factors second, Matrix c, bool add, bool parallel)
    {
        var threads = parallel && !Threads.IsInside && (double)m * n * first.Depth > 1 << 18 ? Threads.Count : 1;
        var width = Math.Min(MaxColumns, RoundUp(n, TKernel.Columns));
        var depth = Factors.Block(first.Depth);
        var panel = (t_b ??= new Scratch()).Take(width * (depth + second.Depth));
        for (var j = 0L; j < n; j += width)
        {
            var columns = Math.Min(width, n - j);
            for (var p = 0L; p < first.Depth; p += depth)
            {
                var last = p + depth >= first.Depth;
                var main = new Factors(first.A.From(0, p), first.B.From(p, j), Math.Min(depth, first.Depth - p));
                var rest = last ? second with { B = second.B.From(0, j) } : default;
                PackB(main, rest, columns, panel, threads);
                Panel(m, columns, main, rest, panel, c.From(0, j), add || p > 0, threads);
            }
        }
    }

    private static void Panel(long m, long columns, Factors main, Factors rest, nint panel, Matrix c, bool add, int threads)
    {
        var rows = RowsTogether(m, threads);
        var rowBlocks = (m + rows - 1) / rows;
        // Few rows: the columns are shared out too, each thread packing the rows again.
        var slivers = (columns + TKernel.Columns - 1) / TKernel.Columns;
        var columnBlocks = rowBlocks >= threads ? 1 : Math.Clamp((threads * 2 + rowBlocks - 1) / rowBlocks, 1, Math.Max(1, slivers / 4));
        if (threads == 1)
        {
            for (var row = 0L; row < m; row += rows)
                Block(main.A.From(row, 0), rest.A.From(row, 0), main.Depth, rest.Depth, c.From(row, 0), Math.Min(rows, m - row), panel, 0, slivers, columns, add);
            return;
        }

        var perBlock = (slivers + columnBlocks - 1) / columnBlocks;
        Threads.For(rowBlocks * columnBlocks, task =>
        {
            var row = task / columnBlocks * rows;
            var sliver = task % columnBlocks * perBlock;
            Block(main.A.From(row, 0), rest.A.From(row, 0), main.Depth, rest.Depth, c.From(row, 0), Math.Min(rows, m - row), panel, sliver, Math.Min(slivers, sliver + perBlock), columns, add);
        });
    }

    /// <summary>Rows of a block: as many as the second cache holds, and blocks of nearly one size, a few for each thread, so that none waits long for the last.</summary>
    private static long RowsTogether(long m, int threads)
    {
        if (threads == 1)
            return Math.Min(s_rows, RoundUp(m, TKernel.Rows));
        var each = Math.Max((m + s_rows * threads - 1) / (s_rows * threads), m >= LeastRows * threads * 2 ? 2 : 1);
        return RoundUp((m + threads * each - 1) / (threads * each), TKernel.Rows);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block(Matrix a, Matrix more, long main, long rest, Matrix c, long rows, nint panel, long sliver, long end, long columns, bool add)
    {
        var depth = main + rest;
        var packed = (t_a ??= new Scratch()).Take(RoundUp(rows, TKernel.Rows) * depth);
        Packing.PackRows(a, rows, TKernel.Rows, main, (float*)packed, depth * TKernel.Rows);
        if (rest > 0)
            Packing.PackRows(more, rows, TKernel.Rows, rest, (float*)packed + main * TKernel.Rows, depth * TKernel.Rows);

        float* tile = stackalloc float[TKernel.Rows * TKernel.Columns];
        for (; sliver < end; sliver++)
        {
            var j = sliver * TKernel.Columns;
            var b = (float*)panel + j * depth;
            for (var i = 0L; i < rows; i += TKernel.Rows)
            {
                var x = (float*)packed + i * depth;
                var target = c.At(i, j);
                if (i + TKernel.Rows <= rows && j + TKernel.Columns <= columns)
                {
                    TKernel.Run(depth, x, b, target, c.RowStep, add);
                    continue;
                }

                TKernel.Run(depth, x, b, tile, TKernel.Columns, add: false);
                Edge(tile, target, c.RowStep, Math.Min(TKernel.Rows, rows - i), Math.Min(TKernel.Columns, columns - j), add);
            }
        }
    }

    private static void Edge(float* tile, float* c, long step, long rows, long columns, bool add)
    {
        for (var i = 0L; i < rows; i++)
        {
            for (var j = 0L; j < columns; j++)
            {
                var value = tile[i * TKernel.Columns + j];
                c[i * step + j] = add ? c[i * step + j] + value : value;
            }
        }
    }

    private static void PackB(Factors main, Factors rest, long columns, nint panel, int threads)
    {
        var slivers = (columns + TKernel.Columns - 1) / TKernel.Columns;
        if (threads == 1)
        {
            PackSlivers(main, rest, columns, panel, 0, slivers);
            return;
        }

        var together = Math.Clamp(slivers / (threads * 3), 1, 32);
        Threads.For((slivers + together - 1) / together, task => PackSlivers(main, rest, columns, panel, task * together, Math.Min(slivers, (task + 1) * together)));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackSlivers(Factors main, Factors rest, long columns, nint panel, long first, long end)
    {
        var depth = main.Depth + rest.Depth;
        for (var s = first; s < end; s++)
        {
            var j = s * TKernel.Columns;
            var lines = Math.Min(TKernel.Columns, columns - j);
            var to = (float*)panel + j * depth;
            Packing.Pack(Turned(main.B).From(j, 0), lines, TKernel.Columns, main.Depth, to);
            if (rest.Depth > 0)
                Packing.Pack(Turned(rest.B).From(j, 0), lines, TKernel.Columns, rest.Depth, to + main.Depth * TKernel.Columns);
        }
    }

    private static Matrix Turned(Matrix x) => new(x.Data, x.ColumnStep, x.RowStep);

    private static long RoundUp(long value, int step) => (value + step - 1) / step * step;
}
