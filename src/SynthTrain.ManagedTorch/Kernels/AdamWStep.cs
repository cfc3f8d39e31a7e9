using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using TorchSharp.Modules;

namespace TorchSharp.Kernels;

/// <summary>One step of AdamW over one parameter, in one pass. Moments that would become subnormal are set to zero: arithmetic on subnormal numbers is many times slower, .NET has no switch
/// against it, and rows of a vocabulary that no batch uses would be full of them.</summary>
/// <param name="Keep">What decay leaves of a weight.</param>
/// <param name="Lead">1 − β₁.</param>
/// <param name="Fade">β₂.</param>
/// <param name="Gain">1 − β₂.</param>
/// <param name="Root">√(1 − β₂ᵗ).</param>
/// <param name="Eps">Added to the root.</param>
/// <param name="Rate">The rate ÷ (1 − β₁ᵗ).</param>
internal readonly unsafe record struct AdamWStep(float Keep, float Lead, float Fade, float Gain, float Root, float Eps, float Rate)
{
    private const float Smallest = 1.17549435e-38f;

    /// <summary>Numbers that one call of <see cref="Piece"/> takes.</summary>
    public const int Grain = 1 << 14;

    public static AdamWStep Of(AdamW.Options options, long step) => new(
        (float)(1 - options.LearningRate!.Value * options.weight_decay!.Value),
        (float)(1 - options.beta1!.Value),
        (float)options.beta2!.Value,
        (float)(1 - options.beta2.Value),
        (float)Math.Sqrt(1 - Math.Pow(options.beta2.Value, step)),
        (float)options.eps!.Value,
        (float)(options.LearningRate.Value / (1 - Math.Pow(options.beta1.Value, step))));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Piece(float* w, float* g, float* m, float* v, long count)
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private (Vector256<float> W, Vector256<float> M, Vector256<float> V) Update(Vector256<float> w, Vector256<float> g, Vector256<float> m, Vector256<float> v)
    {
        m = Flush(m + (g - m) * Lead);
        v = Flush(v * Fade + g * g * Gain);
        return (w * Keep - m / (Vector256.Sqrt(v) / Root + Vector256.Create(Eps)) * Rate, m, v);
    }

    /// <summary>NaN stays: no comparison with it is true.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Flush(Vector256<float> x) => Vector256.AndNot(x, Vector256.LessThan(Vector256.Abs(x), Vector256.Create(Smallest)));
}
