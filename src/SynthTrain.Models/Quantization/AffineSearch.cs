using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SynthTrain.Models.Quantization;

/// <summary>The search for scale and minimum that gives a block the least weighted error (ggml's <c>make_qkx2_quants</c>, and <c>make_qkx3_quants</c> with importances), for eight blocks at once.</summary>
/// <param name="Most">The highest level.</param>
/// <param name="From">Where the trials begin, in levels off <paramref name="Most"/>.</param>
/// <param name="Step">How far they are apart.</param>
/// <param name="Steps">Trials but one.</param>
/// <param name="Absolute">Whether errors count by size, not by square.</param>
internal readonly unsafe record struct AffineSearch(int Most, float From, float Step, int Steps, bool Absolute)
{
    /// <summary>Finds the fit.</summary>
    /// <param name="x">The values, by column (see <see cref="Lanes.Gather"/>).</param>
    /// <param name="weights">How much each value's error counts.</param>
    /// <param name="size">Values in a block, 32 at most.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public AffineFit Run(Vector256<float>* x, Vector256<float>* weights, int size)
    {
        var levels = stackalloc Vector256<float>[32];
        var sums = Sums(x, weights, size);
        var least = Vector256.ConditionalSelect(Vector256.GreaterThan(sums.Least, Vector256<float>.Zero), Vector256<float>.Zero, sums.Least);
        var flat = Vector256.Equals(sums.Highest, least);
        var offset = least;
        var inverse = Vector256.Create((float)Most) / (sums.Highest - offset);
        var fit = new AffineFit { Scale = Vector256<float>.One / inverse, Inverse = inverse, Offset = offset, Flat = flat };
        Round(x, levels, size, inverse, offset);
        var best = Error(x, weights, levels, size, fit.Scale, offset);
        for (var trial = 0; trial <= Steps; trial++)
        {
            inverse = Vector256.Create(From + (Step * trial) + Most) / (sums.Highest - offset);
            var (sumL, sumL2, sumXl) = Round(x, weights, levels, size, inverse, offset);
            var d = (sums.W * sumL2) - (sumL * sumL);
            var solvable = Vector256.GreaterThan(d, Vector256<float>.Zero);
            if (solvable == Vector256<float>.Zero)
                continue;
            var scale = ((sums.W * sumXl) - (sums.X * sumL)) / d;
            var minimum = ((sumL2 * sums.X) - (sumL * sumXl)) / d;
            var above = Vector256.GreaterThan(minimum, Vector256<float>.Zero);
            minimum = Vector256.AndNot(minimum, above);
            scale = Vector256.ConditionalSelect(above, sumXl / sumL2, scale);
            var error = Error(x, weights, levels, size, scale, minimum);
            var better = solvable & Vector256.LessThan(error, best);
            best = Vector256.ConditionalSelect(better, error, best);
            fit.Scale = Vector256.ConditionalSelect(better, scale, fit.Scale);
            fit.Inverse = Vector256.ConditionalSelect(better, inverse, fit.Inverse);
            fit.Offset = Vector256.ConditionalSelect(better, offset, fit.Offset);
            offset = Vector256.ConditionalSelect(better, minimum, offset);
        }

        fit.Scale = Vector256.AndNot(fit.Scale, flat);
        fit.Minimum = -Vector256.ConditionalSelect(flat, least, offset);
        return fit;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (Vector256<float> Least, Vector256<float> Highest, Vector256<float> W, Vector256<float> X) Sums(Vector256<float>* x, Vector256<float>* weights, int size)
    {
        var (least, highest, w) = (x[0], x[0], weights[0]);
        var sum = w * x[0];
        for (var i = 1; i < size; i++)
        {
            least = Vector256.ConditionalSelect(Vector256.LessThan(x[i], least), x[i], least);
            highest = Vector256.ConditionalSelect(Vector256.GreaterThan(x[i], highest), x[i], highest);
            w += weights[i];
            sum += weights[i] * x[i];
        }

        return (least, highest, w, sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Round(Vector256<float>* x, Vector256<float>* levels, int size, Vector256<float> inverse, Vector256<float> offset)
    {
        var most = Vector256.Create(Most);
        for (var i = 0; i < size; i++)
            levels[i] = Lanes.Nearest(inverse * (x[i] - offset), Vector256<int>.Zero, most);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private (Vector256<float> L, Vector256<float> L2, Vector256<float> Xl) Round(
        Vector256<float>* x, Vector256<float>* weights, Vector256<float>* levels, int size, Vector256<float> inverse, Vector256<float> offset)
    {
        var most = Vector256.Create(Most);
        var (sumL, sumL2, sumXl) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
        for (var i = 0; i < size; i++)
        {
            var l = Lanes.Nearest(inverse * (x[i] - offset), Vector256<int>.Zero, most);
            levels[i] = l;
            var wl = weights[i] * l;
            sumL += wl;
            sumL2 += wl * l;
            sumXl += wl * x[i];
        }

        return (sumL, sumL2, sumXl);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<float> Error(Vector256<float>* x, Vector256<float>* weights, Vector256<float>* levels, int size, Vector256<float> scale, Vector256<float> minimum)
    {
        var sum = Vector256<float>.Zero;
        if (Absolute)
        {
            for (var i = 0; i < size; i++)
                sum += weights[i] * Vector256.Abs((scale * levels[i]) + minimum - x[i]);
            return sum;
        }

        for (var i = 0; i < size; i++)
        {
            var difference = (scale * levels[i]) + minimum - x[i];
            sum += weights[i] * (difference * difference);
        }

        return sum;
    }
}
