using System.Runtime.Intrinsics;

namespace TorchSharp.Kernels;

/// <summary>Products of float32 matrices, blocked for the caches after Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication" (2008): a panel of B is packed once for
/// all threads, each thread packs blocks of A, and a micro-kernel keeps a tile of C in registers. Each sum has one order, whatever the number of threads.</summary>
internal static unsafe class Gemm
{
    /// <summary>C = A·B, or C += A·B. Rows of C lie dense; A and B may have any steps, so transposing costs nothing.</summary>
    /// <param name="m">Rows of A and C.</param>
    /// <param name="n">Columns of B and C.</param>
    /// <param name="k">Columns of A, rows of B.</param>
    /// <param name="parallel">Whether to use several threads.</param>
    public static void Multiply(long m, long n, long k, Matrix a, Matrix b, Matrix c, bool add = false, bool parallel = true)
    {
        if (m == 0 || n == 0)
            return;
        if (k == 0)
            Clear(m, n, c, add);
        else if (m <= 2 && a.ColumnStep == 1 && b.RowStep == 1)
            Dots.Multiply(m, n, k, a, b, c, add);
        else if (Direct.Suits(m, n, k, a, b))
            Direct.Parallel(m, n, k, a, b, c, add);
        else if (Direct.SuitsFew(m, n, k, a, b))
            Direct.ParallelFew(m, n, k, a, b, c, add);
        else
            Sum(m, n, new Factors(a, b, k), default, c, add, parallel);
    }

    /// <summary>C = first product + second product, or C += both, in one pass over C: a product of little depth alone would wait for memory.</summary>
    /// <param name="second">Its depth may be 0.</param>
    public static void Sum(long m, long n, Factors first, Factors second, Matrix c, bool add = false, bool parallel = true)
    {
        if (Vector512.IsHardwareAccelerated)
            Blocked<Kernel512>.Multiply(m, n, first, second, c, add, parallel);
        else if (Vector256.IsHardwareAccelerated)
            Blocked<Kernel256>.Multiply(m, n, first, second, c, add, parallel);
        else
            Blocked<Kernel128>.Multiply(m, n, first, second, c, add, parallel);
    }

    /// <summary>On this thread, for tiles that fit the first caches.</summary>
    public static void Tile(long m, long n, long k, Matrix a, Matrix b, Matrix c, bool add = false)
    {
        if (Vector256.IsHardwareAccelerated && k > 0)
            Direct.Multiply(m, n, k, a, b, c, add);
        else
            Multiply(m, n, k, a, b, c, add, parallel: false);
    }

    private static void Clear(long m, long n, Matrix c, bool add)
    {
        for (var i = 0L; i < m && !add; i++)
            new Span<float>(c.At(i, 0), (int)n).Clear();
    }
}
