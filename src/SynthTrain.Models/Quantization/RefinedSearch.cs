using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SynthTrain.Models.Quantization;

/// <summary>The search that moves one level after the other while the fit gets better (ggml's <c>make_q3_quants</c>), for eight blocks of 16 at once.</summary>
internal static unsafe class RefinedSearch
{
    private const int Half = 4;
    private const int Size = 16;
    private const int Rounds = 5;

    /// <summary>Finds the scales, zero for blocks of zeros.</summary>
    /// <param name="x">The values, by column.</param>
    /// <param name="levels">The levels from zero; zero for blocks of zeros.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector256<float> Run(Vector256<float>* x, Vector256<float>* levels)
    {
        var (largest, flat) = SymmetricSearch.Largest(x, Size);
        var inverse = Vector256.Create((float)-Half) / largest;
        var (least, most) = (Vector256.Create(-Half), Vector256.Create(Half - 1));
        var (sumLx, sumL2) = (Vector256<float>.Zero, Vector256<float>.Zero);
        for (var i = 0; i < Size; i++)
        {
            var l = Lanes.Nearest(inverse * x[i], least, most);
            levels[i] = l;
            var w = x[i] * x[i];
            sumLx += w * x[i] * l;
            sumL2 += w * l * l;
        }

        for (var round = 0; round < Rounds && Refine(x, levels, ref sumLx, ref sumL2); round++)
        {
        }

        for (var i = 0; i < Size; i++)
            levels[i] = Vector256.AndNot(levels[i] + Vector256.Create((float)Half), flat);
        var positive = Vector256.GreaterThan(sumL2, Vector256<float>.Zero);
        return Vector256.AndNot(sumLx / sumL2 & positive, flat);
    }

    /// <summary>One round over the values; a block that nothing changed in stays as it is in the next round too, so blocks need not stop alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Refine(Vector256<float>* x, Vector256<float>* levels, ref Vector256<float> sumLx, ref Vector256<float> sumL2)
    {
        var (least, most) = (Vector256.Create(-Half), Vector256.Create(Half - 1));
        var changed = Vector256<float>.Zero;
        for (var i = 0; i < Size; i++)
        {
            var (l, w) = (levels[i], x[i] * x[i]);
            var wx = w * x[i];
            var lx = sumLx - (wx * l);
            var l2 = sumL2 - (w * l * l);
            var next = Lanes.Nearest(x[i] * l2 / lx, least, most);
            var candidate = Vector256.GreaterThan(lx, Vector256<float>.Zero) & ~Vector256.Equals(next, l);
            lx += wx * next;
            l2 += w * next * next;
            var better = candidate & Vector256.GreaterThan(l2, Vector256<float>.Zero) & Vector256.GreaterThan(lx * lx * sumL2, sumLx * sumLx * l2);
            levels[i] = Vector256.ConditionalSelect(better, next, l);
            sumLx = Vector256.ConditionalSelect(better, lx, sumLx);
            sumL2 = Vector256.ConditionalSelect(better, l2, sumL2);
            changed |= better;
        }

        return changed.AsInt32() != Vector256<int>.Zero;
    }
}
