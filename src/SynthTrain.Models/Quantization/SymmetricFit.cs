using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SynthTrain.Models.Quantization;

/// <summary>What <see cref="SymmetricSearch"/> found for eight blocks: value ≈ scale · (level − half).</summary>
internal struct SymmetricFit
{
    /// <summary>The scales; zero for blocks of zeros.</summary>
    public Vector256<float> Scale;

    /// <summary>The inverse scale by which the best levels were rounded.</summary>
    public Vector256<float> Inverse;

    /// <summary>Lanes whose values are all (nearly) zero: their levels are zero too, not half.</summary>
    public Vector256<float> Flat;

    /// <summary>The levels of one value of each block, from zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vector256<int> Levels(Vector256<float> x, int half)
    {
        var levels = Vector256.Max(Vector256.Create(-half), Vector256.Min(Vector256.Create(half - 1), Lanes.Nearest(Inverse * x)));
        return Vector256.AndNot(levels + Vector256.Create(half), Flat.AsInt32());
    }
}
