using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TorchSharp.Kernels;

/// <summary>A tile of 6 × 16: 12 sums, two columns and one row number in the 16 registers of AVX2.</summary>
internal readonly unsafe struct Kernel256 : IMicroKernel
{
    public static int Rows => 6;

    public static int Columns => 16;

    /// <inheritdoc/>
    // Optimized at once: tiering would run the first thousands of tiles, or a whole long one, unoptimized.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(long depth, float* a, float* b, float* c, long stride, bool add)
    {
        Vector256<float> x0 = default, y0 = default;
        Vector256<float> x1 = default, y1 = default;
        Vector256<float> x2 = default, y2 = default;
        Vector256<float> x3 = default, y3 = default;
        Vector256<float> x4 = default, y4 = default;
        Vector256<float> x5 = default, y5 = default;
        for (var k = 0L; k < depth; k++)
        {
            var p = Vector256.Load(b);
            var q = Vector256.Load(b + 8);
            Vector256<float> s;
            s = Vector256.Create(a[0]);
            x0 = Vector256.MultiplyAddEstimate(s, p, x0);
            y0 = Vector256.MultiplyAddEstimate(s, q, y0);
            s = Vector256.Create(a[1]);
            x1 = Vector256.MultiplyAddEstimate(s, p, x1);
            y1 = Vector256.MultiplyAddEstimate(s, q, y1);
            s = Vector256.Create(a[2]);
            x2 = Vector256.MultiplyAddEstimate(s, p, x2);
            y2 = Vector256.MultiplyAddEstimate(s, q, y2);
            s = Vector256.Create(a[3]);
            x3 = Vector256.MultiplyAddEstimate(s, p, x3);
            y3 = Vector256.MultiplyAddEstimate(s, q, y3);
            s = Vector256.Create(a[4]);
            x4 = Vector256.MultiplyAddEstimate(s, p, x4);
            y4 = Vector256.MultiplyAddEstimate(s, q, y4);
            s = Vector256.Create(a[5]);
            x5 = Vector256.MultiplyAddEstimate(s, p, x5);
            y5 = Vector256.MultiplyAddEstimate(s, q, y5);
            a += 6;
            b += 16;
        }

        Store(c + 0 * stride, x0, y0, add);
        Store(c + 1 * stride, x1, y1, add);
        Store(c + 2 * stride, x2, y2, add);
        Store(c + 3 * stride, x3, y3, add);
        Store(c + 4 * stride, x4, y4, add);
        Store(c + 5 * stride, x5, y5, add);
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
