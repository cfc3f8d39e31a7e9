using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TorchSharp.Kernels;

/// <summary>A tile of 12 × 32: 24 sums, two columns and one row number in the 32 registers of AVX-512.</summary>
internal readonly unsafe struct Kernel512 : IMicroKernel
{
    public static int Rows => 12;

    public static int Columns => 32;

    /// <inheritdoc/>
    // Optimized at once: tiering would run the first thousands of tiles, or a whole long one, unoptimized.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(long depth, float* a, float* b, float* c, long stride, bool add)
    {
        Vector512<float> x0 = default, y0 = default;
        Vector512<float> x1 = default, y1 = default;
        Vector512<float> x2 = default, y2 = default;
        Vector512<float> x3 = default, y3 = default;
        Vector512<float> x4 = default, y4 = default;
        Vector512<float> x5 = default, y5 = default;
        Vector512<float> x6 = default, y6 = default;
        Vector512<float> x7 = default, y7 = default;
        Vector512<float> x8 = default, y8 = default;
        Vector512<float> x9 = default, y9 = default;
        Vector512<float> x10 = default, y10 = default;
        Vector512<float> x11 = default, y11 = default;
        for (var k = 0L; k < depth; k++)
        {
            var p = Vector512.Load(b);
            var q = Vector512.Load(b + 16);
            Vector512<float> s;
            s = Vector512.Create(a[0]);
            x0 = Vector512.MultiplyAddEstimate(s, p, x0);
            y0 = Vector512.MultiplyAddEstimate(s, q, y0);
            s = Vector512.Create(a[1]);
            x1 = Vector512.MultiplyAddEstimate(s, p, x1);
            y1 = Vector512.MultiplyAddEstimate(s, q, y1);
            s = Vector512.Create(a[2]);
            x2 = Vector512.MultiplyAddEstimate(s, p, x2);
            y2 = Vector512.MultiplyAddEstimate(s, q, y2);
            s = Vector512.Create(a[3]);
            x3 = Vector512.MultiplyAddEstimate(s, p, x3);
            y3 = Vector512.MultiplyAddEstimate(s, q, y3);
            s = Vector512.Create(a[4]);
            x4 = Vector512.MultiplyAddEstimate(s, p, x4);
            y4 = Vector512.MultiplyAddEstimate(s, q, y4);
            s = Vector512.Create(a[5]);
            x5 = Vector512.MultiplyAddEstimate(s, p, x5);
            y5 = Vector512.MultiplyAddEstimate(s, q, y5);
            s = Vector512.Create(a[6]);
            x6 = Vector512.MultiplyAddEstimate(s, p, x6);
            y6 = Vector512.MultiplyAddEstimate(s, q, y6);
            s = Vector512.Create(a[7]);
            x7 = Vector512.MultiplyAddEstimate(s, p, x7);
            y7 = Vector512.MultiplyAddEstimate(s, q, y7);
            s = Vector512.Create(a[8]);
            x8 = Vector512.MultiplyAddEstimate(s, p, x8);
            y8 = Vector512.MultiplyAddEstimate(s, q, y8);
            s = Vector512.Create(a[9]);
            x9 = Vector512.MultiplyAddEstimate(s, p, x9);
            y9 = Vector512.MultiplyAddEstimate(s, q, y9);
            s = Vector512.Create(a[10]);
            x10 = Vector512.MultiplyAddEstimate(s, p, x10);
            y10 = Vector512.MultiplyAddEstimate(s, q, y10);
            s = Vector512.Create(a[11]);
            x11 = Vector512.MultiplyAddEstimate(s, p, x11);
            y11 = Vector512.MultiplyAddEstimate(s, q, y11);
            a += 12;
            b += 32;
        }

        Store(c + 0 * stride, x0, y0, add);
        Store(c + 1 * stride, x1, y1, add);
        Store(c + 2 * stride, x2, y2, add);
        Store(c + 3 * stride, x3, y3, add);
        Store(c + 4 * stride, x4, y4, add);
        Store(c + 5 * stride, x5, y5, add);
        Store(c + 6 * stride, x6, y6, add);
        Store(c + 7 * stride, x7, y7, add);
        Store(c + 8 * stride, x8, y8, add);
        Store(c + 9 * stride, x9, y9, add);
        Store(c + 10 * stride, x10, y10, add);
        Store(c + 11 * stride, x11, y11, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* c, Vector512<float> x, Vector512<float> y, bool add)
    {
        if (add)
        {
            x += Vector512.Load(c);
            y += Vector512.Load(c + 16);
        }

        x.Store(c);
        y.Store(c + 16);
    }
}
