using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TorchSharp.Kernels;

/// <summary>Products with one or two rows, as in generation: reading the weights once is all the work, so packing them would double it. Four rows of weights go together, so that a loaded piece of the
/// left row serves four times.</summary>
internal static unsafe class Dots
{
    private const int Together = 4;

    public static void Multiply(long m, long n, long k, Matrix a, Matrix b, Matrix c, bool add)
    {
        var rows = Math.Max(Together, (1 << 16) / k / Together * Together);
        Threads.For((n + rows - 1) / rows, task =>
        {
            var end = Math.Min(n, (task + 1) * rows);
            for (var i = 0L; i < m; i++)
                Row(a.At(i, 0), b.From(0, task * rows), end - (task * rows), k, c.At(i, task * rows), c.ColumnStep, add);
        });
    }

    private static void Row(float* x, Matrix b, long n, long k, float* c, long step, bool add)
    {
        float* sums = stackalloc float[Together];
        for (var j = 0L; j < n; j += Together)
        {
            var count = Math.Min(Together, n - j);
            if (count == Together && Vector256.IsHardwareAccelerated)
                Four(x, b.At(0, j), b.ColumnStep, k, sums);
            else
                One(x, b.From(0, j), count, k, sums);
            for (var i = 0; i < count; i++)
                c[(j + i) * step] = add ? c[(j + i) * step] + sums[i] : sums[i];
        }
    }

    private static void One(float* x, Matrix b, long count, long k, float* sums)
    {
        for (var i = 0; i < count; i++)
            sums[i] = TensorPrimitives.Dot(new ReadOnlySpan<float>(x, (int)k), new ReadOnlySpan<float>(b.At(0, i), (int)k));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(float* x, float* w, long step, long k, float* sums)
    {
        Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default;
        var p = 0L;
        for (; p <= k - Vector512<float>.Count; p += Vector512<float>.Count)
        {
            var left = Vector512.Load(x + p);
            s0 = Vector512.MultiplyAddEstimate(left, Vector512.Load(w + p), s0);
            s1 = Vector512.MultiplyAddEstimate(left, Vector512.Load(w + step + p), s1);
            s2 = Vector512.MultiplyAddEstimate(left, Vector512.Load(w + (2 * step) + p), s2);
            s3 = Vector512.MultiplyAddEstimate(left, Vector512.Load(w + (3 * step) + p), s3);
        }

        (sums[0], sums[1], sums[2], sums[3]) = (Vector512.Sum(s0), Vector512.Sum(s1), Vector512.Sum(s2), Vector512.Sum(s3));
        for (; p < k; p++)
        {
            for (var i = 0; i < Together; i++)
                sums[i] += x[p] * w[(i * step) + p];
        }
    }
}
