using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TorchSharp.Kernels;

/// <summary>A tile of 6 × 16 like <see cref="Kernel256"/>'s, whose operands may lie where they are: numbers of A at any steps, sixteen columns of B side by side.</summary>
internal static unsafe class DirectTile
{
    public const int Rows = 6;
    public const int Columns = 16;

    /// <param name="depth">Length of the sums.</param>
    /// <param name="a">The first number of the rows; the rows that there are, at most six.</param>
    /// <param name="rows">Rows there are; those behind the last repeat it, and their sums are to be thrown away.</param>
    /// <param name="b">The first of sixteen columns, rows at <see cref="Matrix.RowStep"/>.</param>
    /// <param name="c">The tile; overwritten, or added to.</param>
    // Optimized at once: tiering would run the first thousands of tiles, or a whole long one, unoptimized.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(long depth, Matrix a, long rows, Matrix b, Matrix c, bool add)
    {
        var p0 = (float*)a.Data;
        var p1 = rows > 1 ? p0 + a.RowStep : p0;
        var p2 = rows > 2 ? p1 + a.RowStep : p1;
        var p3 = rows > 3 ? p2 + a.RowStep : p2;
        var p4 = rows > 4 ? p3 + a.RowStep : p3;
        var p5 = rows > 5 ? p4 + a.RowStep : p4;
        Vector256<float> x0 = default, y0 = default, x1 = default, y1 = default, x2 = default, y2 = default;
        Vector256<float> x3 = default, y3 = default, x4 = default, y4 = default, x5 = default, y5 = default;
        var from = (float*)b.Data;
        var (aStep, bStep) = (a.ColumnStep, b.RowStep);
        for (var k = 0L; k < depth; k++)
        {
            var p = Vector256.Load(from);
            var q = Vector256.Load(from + 8);
            var s = Vector256.Create(*p0);
            x0 = Vector256.MultiplyAddEstimate(s, p, x0);
            y0 = Vector256.MultiplyAddEstimate(s, q, y0);
            s = Vector256.Create(*p1);
            x1 = Vector256.MultiplyAddEstimate(s, p, x1);
            y1 = Vector256.MultiplyAddEstimate(s, q, y1);
            s = Vector256.Create(*p2);
            x2 = Vector256.MultiplyAddEstimate(s, p, x2);
            y2 = Vector256.MultiplyAddEstimate(s, q, y2);
            s = Vector256.Create(*p3);
            x3 = Vector256.MultiplyAddEstimate(s, p, x3);
            y3 = Vector256.MultiplyAddEstimate(s, q, y3);
            s = Vector256.Create(*p4);
            x4 = Vector256.MultiplyAddEstimate(s, p, x4);
            y4 = Vector256.MultiplyAddEstimate(s, q, y4);
            s = Vector256.Create(*p5);
            x5 = Vector256.MultiplyAddEstimate(s, p, x5);
            y5 = Vector256.MultiplyAddEstimate(s, q, y5);
            p0 += aStep;
            p1 += aStep;
            p2 += aStep;
            p3 += aStep;
            p4 += aStep;
            p5 += aStep;
            from += bStep;
        }

        Store(c.At(0, 0), x0, y0, add);
        Store(c.At(1, 0), x1, y1, add);
        Store(c.At(2, 0), x2, y2, add);
        Store(c.At(3, 0), x3, y3, add);
        Store(c.At(4, 0), x4, y4, add);
        Store(c.At(5, 0), x5, y5, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* c, Vector256<float> x, Vector256<float> y, bool add)
    {
        if (add)
        {
            x += Vector256.Load(c);
            y += Vector256.Load(c + 8);
        }

        x.Store(c);
        y.Store(c + 8);
    }
}
