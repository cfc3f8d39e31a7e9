using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using TorchSharp.Memory;

namespace TorchSharp.Kernels;

/// <summary>Products of which one side is narrow, as an adapter's or a tile of attention's: packing the other side would cost more than the sums, so it is read where it lies.</summary>
internal static unsafe class Direct
{
    private const int Depth = 256;
    private const int Narrow = 32;
    private const int Together = 192;
    private const int Few = 128;

    [ThreadStatic]
    private static Scratch? t_b;

    /// <summary>Whether this way is the faster one.</summary>
    public static bool Suits(long m, long n, long k, Matrix a, Matrix b) => Vector256.IsHardwareAccelerated && (a.ColumnStep == 1 || a.RowStep == 1)
        && ((n <= Narrow && m >= n) || (m <= Narrow && m > 2 && b.ColumnStep == 1)) && m * n * k > 1 << 10;

    /// <summary>Whether A has so few rows, as the answers of a batch, that packing B's columns for them would take longer than the sums.</summary>
    public static bool SuitsFew(long m, long n, long k, Matrix a, Matrix b) => Vector256.IsHardwareAccelerated && m <= Few && n >= m && a.ColumnStep == 1 && b.RowStep == 1 && m * n * k > 1 << 14;

    /// <summary>The product turned: Cᵀ = Bᵀ·Aᵀ, in which B is read where it lies and the few rows of A are what is packed. Columns of C are shared out among threads.</summary>
    /// <remarks>Sums are broken where <see cref="Gemm.Sum"/> breaks them, so that a row of many and the same row of few are the same bits.</remarks>
    public static void ParallelFew(long m, long n, long k, Matrix a, Matrix b, Matrix c, bool add)
    {
        var depth = Factors.Block(k);
        Threads.For((n + Together - 1) / Together, task => Multiply(Math.Min(Together, n - task * Together), m, k, Turned(b.From(0, task * Together)), Turned(a), Turned(c.From(0, task * Together)), add, depth), (double)m * n * k / 8);
    }

    /// <summary>The longer side is shared out among threads; the order of a sum does not depend on it.</summary>
    public static void Parallel(long m, long n, long k, Matrix a, Matrix b, Matrix c, bool add)
    {
        if (m >= n)
            Threads.For((m + Together - 1) / Together, task => Multiply(Math.Min(Together, m - task * Together), n, k, a.From(task * Together, 0), b, c.From(task * Together, 0), add), (double)m * n * k / 8);
        else
            Threads.For((n + Together - 1) / Together, task => Multiply(m, Math.Min(Together, n - task * Together), k, a, b.From(0, task * Together), c.From(0, task * Together), add), (double)m * n * k / 8);
    }

    /// <summary>C = A·B, or C += A·B, on this thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(long m, long n, long k, Matrix a, Matrix b, Matrix c, bool add, long block = Depth)
    {
        for (var p = 0L; p < k; p += block)
        {
            var depth = Math.Min(block, k - p);
            for (var j = 0L; j < n; j += DirectTile.Columns)
            {
                var columns = Math.Min(DirectTile.Columns, n - j);
                Sliver(m, columns, depth, a.From(0, p), Dense(b.From(p, j), depth, columns), c.From(0, j), add || p > 0);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sliver(long m, long columns, long depth, Matrix a, Matrix b, Matrix c, bool add)
    {
        float* space = stackalloc float[DirectTile.Rows * DirectTile.Columns];
        var tile = new Matrix((nint)space, DirectTile.Columns, 1);
        for (var i = 0L; i < m; i += DirectTile.Rows)
        {
            var rows = Math.Min(DirectTile.Rows, m - i);
            if (rows == DirectTile.Rows && columns == DirectTile.Columns && c.ColumnStep == 1)
            {
                DirectTile.Run(depth, a.From(i, 0), rows, b, c.From(i, 0), add);
                continue;
            }

            DirectTile.Run(depth, a.From(i, 0), rows, b, tile, add: false);
            for (var column = 0L; column < columns; column++)
            {
                for (var row = 0L; row < rows; row++)
                    *c.At(i + row, column) = add ? *c.At(i + row, column) + *tile.At(row, column) : *tile.At(row, column);
            }
        }
    }

    /// <summary>Sixteen columns side by side: where they lie, or in a copy.</summary>
    private static Matrix Dense(Matrix b, long depth, long columns)
    {
        if (b.ColumnStep == 1 && columns == DirectTile.Columns)
            return b;
        var copy = (t_b ??= new Scratch()).Take(depth * DirectTile.Columns);
        Packing.Pack(new Matrix(b.Data, b.ColumnStep, b.RowStep), columns, DirectTile.Columns, depth, (float*)copy);
        return new Matrix(copy, DirectTile.Columns, 1);
    }

    private static Matrix Turned(Matrix x) => new(x.Data, x.ColumnStep, x.RowStep);
}
