using System.Runtime.Intrinsics;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Kernels;

/// <summary>One step of AdamW over one parameter, in one pass. Moments that would become subnormal are set to zero: arithmetic on subnormal numbers is many times slower, .NET has no switch
/// against it, and rows of a vocabulary that no batch uses would be full of them.</summary>
internal readonly unsafe struct AdamWStep
{
    private const float Smallest = 1.17549435e-38f;
    private const int Grain = 1 << 14;

    public required double Rate { get; init; }

    public required double Beta1 { get; init; }

    public required double Beta2 { get; init; }

    public required double Eps { get; init; }

    public required double Decay { get; init; }

    public required long Step { get; init; }

    public static void Run(AdamWStep step, Tensor parameter, Tensor gradient, AdamW.State state)
    {
        if (!parameter.is_contiguous())
            throw new NotSupportedException("AdamW needs dense parameters");
        var (w, g, m, v) = ((nint)parameter.Pointer<float>(), (nint)gradient.Pointer<float>(), (nint)state.exp_avg.Pointer<float>(), (nint)state.exp_avg_sq.Pointer<float>());
        var count = parameter.NumberOfElements;
        Threads.For((count + Grain - 1) / Grain, piece =>
        {
            var start = piece * Grain;
            step.Piece((float*)w + start, (float*)g + start, (float*)m + start, (float*)v + start, Math.Min(Grain, count - start));
        });
    }

    private void Piece(float* w, float* g, float* m, float* v, long count)
    {
        var i = 0L;
        for (; i <= count - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            var (x, a, b) = Update(Vector256.Load(w + i), Vector256.Load(g + i), Vector256.Load(m + i), Vector256.Load(v + i));
            x.Store(w + i);
            a.Store(m + i);
            b.Store(v + i);
        }

        for (; i < count; i++)
        {
            var (x, a, b) = Update(Vector256.Create(w[i]), Vector256.Create(g[i]), Vector256.Create(m[i]), Vector256.Create(v[i]));
            (w[i], m[i], v[i]) = (x[0], a[0], b[0]);
        }
    }

    private (Vector256<float> W, Vector256<float> M, Vector256<float> V) Update(Vector256<float> w, Vector256<float> g, Vector256<float> m, Vector256<float> v)
    {
        w *= (float)(1 - Rate * Decay);
        m = Flush(m + (g - m) * (float)(1 - Beta1));
        v = Flush(v * (float)Beta2 + g * g * (float)(1 - Beta2));
        var root = Vector256.Sqrt(v) / (float)Math.Sqrt(1 - Math.Pow(Beta2, Step)) + Vector256.Create((float)Eps);
        return (w - m / root * (float)(Rate / (1 - Math.Pow(Beta1, Step))), m, v);
    }

    /// <summary>NaN stays: no comparison with it is true.</summary>
    private static Vector256<float> Flush(Vector256<float> x) => Vector256.AndNot(x, Vector256.LessThan(Vector256.Abs(x), Vector256.Create(Smallest)));
}
