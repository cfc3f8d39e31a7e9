using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TorchSharp.Kernels;

/// <summary>A tile of 8 × 8: 16 sums, two columns and one row number in the 32 registers of Arm; elsewhere some spill.</summary>
internal readonly unsafe struct Kernel128 : IMicroKernel
{
    public static int Rows => 8;

    public static int Columns => 8;

    /// <inheritdoc/>
    // Optimized at once: tiering would run the first thousands of tiles, or a whole long one, unoptimized.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(long depth, float* a, float* b, float* c, long stride, bool add)
    {
        Vector128<float> x0 = default, y0 = default;
        Vector128<float> x1 = default, y1 = default;
        Vector128<float> x2 = default, y2 = default;
        Vector128<float> x3 = default, y3 = default;
        Vector128<float> x4 = default, y4 = default;
        Vector128<float> x5 = default, y5 = default;
        Vector128<float> x6 = default, y6 = default;
        Vector128<float> x7 = default, y7 = default;
        for (var k = 0L; k < depth; k++)
        {
            var p = Vector128.Load(b);
            var q = Vector128.Load(b + 4);
            Vector128<float> s;
            s = Vector128.Create(a[0]);
            x0 = Vector128.MultiplyAddEstimate(s, p, x0);
            y0 = Vector128.MultiplyAddEstimate(s, q, y0);
            s = Vector128.Create(a[1]);
            x1 = Vector128.MultiplyAddEstimate(s, p, x1);
            y1 = Vector128.MultiplyAddEstimate(s, q, y1);
            s = Vector128.Create(a[2]);
            x2 = Vector128.MultiplyAddEstimate(s, p, x2);
            y2 = Vector128.MultiplyAddEstimate(s, q, y2);
            s = Vector128.Create(a[3]);
            x3 = Vector128.MultiplyAddEstimate(s, p, x3);
            y3 = Vector128.MultiplyAddEstimate(s, q, y3);
            s = Vector128.Create(a[4]);
            x4 = Vector128.MultiplyAddEstimate(s, p, x4);
            y4 = Vector128.MultiplyAddEstimate(s, q, y4);
            s = Vector128.Create(a[5]);
            x5 = Vector128.MultiplyAddEstimate(s, p, x5);
            y5 = Vector128.MultiplyAddEstimate(s, q, y5);
            s = Vector128.Create(a[6]);
            x6 = Vector128.MultiplyAddEstimate(s, p, x6);
            y6 = Vector128.MultiplyAddEstimate(s, q, y6);
            s = Vector128.Create(a[7]);
            x7 = Vector128.MultiplyAddEstimate(s, p, x7);
            y7 = Vector128.MultiplyAddEstimate(s, q, y7);
            a += 8;
            b += 8;
        }

        Store(c + 0 * stride, x0, y0, add);
        Store(c + 1 * stride, x1, y1, add);
        Store(c + 2 * stride, x2, y2, add);
        Store(c + 3 * stride, x3, y3, add);
        Store(c + 4 * stride, x4, y4, add);
        Store(c + 5 * stride, x5, y5, add);
        Store(c + 6 * stride, x6, y6, add);
        Store(c + 7 * stride, x7, y7, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* c, Vector128<float> x, Vector128<float> y, bool add)
    {
        if (add)
        {
            x += Vector128.Load(c);
            y += Vector128.Load(c + 4);
        }

        x.Store(c);
        y.Store(c + 4);
    }
}
