using TorchSharp.Memory;

namespace TorchSharp.Kernels;

/// <summary>The loops around the micro-kernel.</summary>
internal static unsafe class Blocked<TKernel>
    where TKernel : struct, IMicroKernel
{
    private const int Depth = 256;
    private const int MaxColumns = 4096;
    private static readonly int s_rows = 144 / TKernel.Rows * TKernel.Rows;

    [ThreadStatic]
    private static Scratch? t_a;

    [ThreadStatic]
    private static Scratch? t_b;

    public static void Multiply(long m, long n, long k, Matrix a, Matrix b, Matrix c, bool add, bool parallel)
    {
        var threads = parallel && !Threads.IsInside && (double)m * n * k > 1 << 20 ? Threads.Count : 1;
        var width = Math.Min(MaxColumns, RoundUp(n, TKernel.Columns));
        var panel = (t_b ??= new Scratch()).Take(width * Depth);
        for (var j = 0L; j < n; j += width)
        {
            var columns = Math.Min(width, n - j);
            for (var p = 0L; p < k; p += Depth)
            {
                var depth = Math.Min(Depth, k - p);
                PackB(b.From(p, j), depth, columns, panel, threads);
                Panel(m, columns, depth, a.From(0, p), panel, c.From(0, j), add || p > 0, threads);
            }
        }
    }

    private static void Panel(long m, long columns, long depth, Matrix a, nint panel, Matrix c, bool add, int threads)
    {
        var rows = Math.Min(s_rows, RoundUp((m + threads - 1) / threads, TKernel.Rows));
        var rowBlocks = (m + rows - 1) / rows;
        // Few rows: the columns are shared out too, each thread packing the rows again.
        var slivers = (columns + TKernel.Columns - 1) / TKernel.Columns;
        var columnBlocks = Math.Clamp((threads * 2 + rowBlocks - 1) / rowBlocks, 1, Math.Max(1, slivers / 4));
        if (threads == 1 || rowBlocks >= threads * 4)
            columnBlocks = 1;
        var perBlock = (slivers + columnBlocks - 1) / columnBlocks;
        Run(threads, rowBlocks * columnBlocks, task =>
        {
            var row = task / columnBlocks * rows;
            var sliver = task % columnBlocks * perBlock;
            Block(a.From(row, 0), c.From(row, 0), Math.Min(rows, m - row), depth, panel, sliver, Math.Min(slivers, sliver + perBlock), columns, add);
        });
    }

    private static void Block(Matrix a, Matrix c, long rows, long depth, nint panel, long sliver, long end, long columns, bool add)
    {
        var packed = (t_a ??= new Scratch()).Take(RoundUp(rows, TKernel.Rows) * depth);
        PackA(a, rows, depth, (float*)packed);
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

    private static void PackA(Matrix a, long rows, long depth, float* to)
    {
        for (var i = 0L; i < rows; i += TKernel.Rows)
        {
            Packing.Pack(a.From(i, 0), Math.Min(TKernel.Rows, rows - i), TKernel.Rows, depth, to);
            to += TKernel.Rows * depth;
        }
    }

    private static void PackB(Matrix b, long depth, long columns, nint panel, int threads)
    {
        var slivers = (columns + TKernel.Columns - 1) / TKernel.Columns;
        var transposed = new Matrix(b.Data, b.ColumnStep, b.RowStep);
        var together = threads == 1 ? slivers : Math.Max(1, 16 / (TKernel.Columns / 8));
        Run(threads, (slivers + together - 1) / together, task =>
        {
            for (var s = task * together; s < Math.Min(slivers, (task + 1) * together); s++)
            {
                var j = s * TKernel.Columns;
                Packing.Pack(transposed.From(j, 0), Math.Min(TKernel.Columns, columns - j), TKernel.Columns, depth, (float*)panel + j * depth);
            }
        });
    }

    private static void Run(int threads, long pieces, Action<long> body)
    {
        if (threads > 1)
        {
            Threads.For(pieces, body);
            return;
        }

        for (var i = 0L; i < pieces; i++)
            body(i);
    }

    private static long RoundUp(long value, int step) => (value + step - 1) / step * step;
}
