using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SynthTrain.Models.Quantization;

/// <summary>What <see cref="AffineSearch"/> found for eight blocks: value ≈ scale · level − minimum.</summary>
internal struct AffineFit
{
    /// <summary>The scales.</summary>
    public Vector256<float> Scale;

    /// <summary>What is taken off, not negative.</summary>
    public Vector256<float> Minimum;

    /// <summary>The inverse scale by which the best levels were rounded; it differs from <see cref="Scale"/>, which was fitted to them.</summary>
    public Vector256<float> Inverse;

    /// <summary>The offset at that time.</summary>
    public Vector256<float> Offset;

    /// <summary>Lanes whose values are all equal: their levels are zero.</summary>
    public Vector256<float> Flat;

    /// <summary>The levels of one value of each block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vector256<int> Levels(Vector256<float> x, int most)
    {
        var levels = Vector256.Max(Vector256<int>.Zero, Vector256.Min(Vector256.Create(most), Lanes.Nearest(Inverse * (x - Offset))));
        return Vector256.AndNot(levels, Flat.AsInt32());
    }
}
