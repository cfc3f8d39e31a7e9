namespace SynthTrain.Models.Quantization;

/// <summary>The search for the scale of a super-block's scales, which are not negative (ggml's <c>make_qp_quants</c>); only with importances.</summary>
internal static class ScaleSearch
{
    private const int Rounds = 5;

    /// <summary>Finds the scale and each value's level.</summary>
    /// <param name="most">The highest level.</param>
    /// <param name="x">The scales or minimums of a super-block's blocks.</param>
    /// <param name="weights">How much each counts.</param>
    /// <param name="levels">The levels.</param>
    public static float Run(int most, ReadOnlySpan<float> x, ReadOnlySpan<float> weights, Span<byte> levels)
    {
        var highest = 0f;
        foreach (var value in x)
            highest = highest > value ? highest : value;
        if (highest < Lanes.Tiny)
        {
            levels.Clear();
            return 0;
        }

        var inverse = BestInverse(most, highest, x, weights);
        var (sumLx, sumL2) = (0f, 0f);
        for (var i = 0; i < x.Length; i++)
        {
            var l = Math.Min(most, Lanes.Nearest(inverse * x[i]));
            levels[i] = (byte)l;
            sumLx += weights[i] * x[i] * l;
            sumL2 += weights[i] * l * l;
        }

        for (var round = 0; round < Rounds && Refine(most, x, weights, levels, ref sumLx, ref sumL2); round++)
        {
        }

        return sumL2 > 0 ? sumLx / sumL2 : 0;
    }

    private static float BestInverse(int most, float highest, ReadOnlySpan<float> x, ReadOnlySpan<float> weights)
    {
        var inverse = most / highest;
        var scale = 1 / inverse;
        var best = 0f;
        for (var i = 0; i < x.Length; i++)
        {
            var difference = x[i] - (scale * (byte)Lanes.Nearest(inverse * x[i]));
            best += weights[i] * difference * difference;
        }

        for (var trial = -4; trial <= 4; trial++)
        {
            if (trial == 0)
                continue;
            var candidate = ((0.1f * trial) + most) / highest;
            var error = Error(most, x, weights, candidate);
            if (error < best)
                (best, inverse) = (error, candidate);
        }

        return inverse;
    }

    private static float Error(int most, ReadOnlySpan<float> x, ReadOnlySpan<float> weights, float inverse)
    {
        var (scale, sum) = (1 / inverse, 0f);
        for (var i = 0; i < x.Length; i++)
        {
            var difference = x[i] - (scale * Math.Min(most, Lanes.Nearest(inverse * x[i])));
            sum += weights[i] * difference * difference;
        }

        return sum;
    }

    private static bool Refine(int most, ReadOnlySpan<float> x, ReadOnlySpan<float> weights, Span<byte> levels, ref float sumLx, ref float sumL2)
    {
        var changed = false;
        for (var i = 0; i < x.Length; i++)
        {
            var (w, l) = (weights[i], levels[i]);
            var lx = sumLx - (w * x[i] * l);
            var l2 = sumL2 - (w * l * l);
            if (!(lx > 0 && l2 > 0))
                continue;
            var next = Math.Min(most, Lanes.Nearest(x[i] * l2 / lx));
            if (next == l)
                continue;
            lx += w * x[i] * next;
            l2 += w * next * next;
            if (lx * lx * sumL2 > sumLx * sumLx * l2)
                (levels[i], sumLx, sumL2, changed) = ((byte)next, lx, l2, true);
        }

        return changed;
    }
}
