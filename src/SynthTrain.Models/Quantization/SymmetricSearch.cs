using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SynthTrain.Models.Quantization;

/// <summary>The search for the scale of a block without minimum (ggml's <c>make_qx_quants</c>, error kind 1), for eight blocks at once.</summary>
internal static unsafe class SymmetricSearch
{
    /// <summary>Finds the fit.</summary>
    /// <param name="half">Levels are −half … half − 1.</param>
    /// <param name="x">The values, by column.</param>
    /// <param name="weights">How much each value's error counts; <see langword="null"/> for its square.</param>
    /// <param name="size">Values in a block, 32 at most.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static SymmetricFit Run(int half, Vector256<float>* x, Vector256<float>* weights, int size)
    {
        var squares = stackalloc Vector256<float>[32];
        var products = stackalloc Vector256<float>[32];
        if (weights is null)
        {
            for (var i = 0; i < size; i++)
                squares[i] = x[i] * x[i];
            weights = squares;
        }

        for (var i = 0; i < size; i++)
            products[i] = weights[i] * x[i];

        var (largest, flat) = Largest(x, size);
        var fit = new SymmetricFit { Flat = flat, Inverse = Vector256.Create((float)-half) / largest };
        var (sumLx, sumL2) = Sums(half, x, weights, products, size, fit.Inverse);
        fit.Scale = Vector256.AndNot(sumLx / sumL2, Vector256.Equals(sumL2, Vector256<float>.Zero));
        var best = fit.Scale * sumLx;
        for (var trial = -9; trial <= 9; trial++)
        {
            if (trial == 0)
                continue;
            var inverse = Vector256.Create(-(half + (0.1f * trial))) / largest;
            (sumLx, sumL2) = Sums(half, x, weights, products, size, inverse);
            var better = Vector256.GreaterThan(sumL2, Vector256<float>.Zero) & Vector256.GreaterThan(sumLx * sumLx, best * sumL2);
            var scale = sumLx / sumL2;
            fit.Inverse = Vector256.ConditionalSelect(better, inverse, fit.Inverse);
            fit.Scale = Vector256.ConditionalSelect(better, scale, fit.Scale);
            best = Vector256.ConditionalSelect(better, scale * sumLx, best);
        }

        fit.Scale = Vector256.AndNot(fit.Scale, flat);
        return fit;
    }

    /// <summary>The first of each block's values of greatest size, and which blocks have none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (Vector256<float> Value, Vector256<float> Flat) Largest(Vector256<float>* x, int size)
    {
        var (largest, magnitude) = (Vector256<float>.Zero, Vector256<float>.Zero);
        for (var i = 0; i < size; i++)
        {
            var absolute = Vector256.Abs(x[i]);
            var larger = Vector256.GreaterThan(absolute, magnitude);
            magnitude = Vector256.ConditionalSelect(larger, absolute, magnitude);
            largest = Vector256.ConditionalSelect(larger, x[i], largest);
        }

        return (largest, Vector256.LessThan(magnitude, Vector256.Create(Lanes.Tiny)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<float> Lx, Vector256<float> L2) Sums(int half, Vector256<float>* x, Vector256<float>* weights, Vector256<float>* products, int size, Vector256<float> inverse)
    {
        var (least, most) = (Vector256.Create(-half), Vector256.Create(half - 1));
        var (sumLx, sumL2) = (Vector256<float>.Zero, Vector256<float>.Zero);
        for (var i = 0; i < size; i++)
        {
            var l = Lanes.Nearest(inverse * x[i], least, most);
            sumLx += products[i] * l;
            sumL2 += weights[i] * l * l;
        }

        return (sumLx, sumL2);
    }
}
