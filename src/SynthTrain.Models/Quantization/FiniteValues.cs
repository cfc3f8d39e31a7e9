using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SynthTrain.Models.Quantization;

/// <summary>Looks for infinities and NaN.</summary>
internal static class FiniteValues
{
    /// <summary>Where the first value that is not finite stands, or −1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int FirstBad(ReadOnlySpan<float> values)
    {
        var (at, bad, limit) = (0, Vector256<uint>.Zero, Vector256.Create(0x7F800000u));
        for (; at <= values.Length - 8; at += 8)
            bad |= Vector256.Equals(Vector256.Create(values[at..]).AsUInt32() & limit, limit);
        var from = bad == Vector256<uint>.Zero ? at : 0;
        for (; from < values.Length; from++)
        {
            if (!float.IsFinite(values[from]))
                return from;
        }

        return -1;
    }
}
