namespace SynthTrain.ManagedTorch.Tests.Support;

/// <summary>Distances between tensors.</summary>
internal static class Near
{
    public static float Greatest(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        return a.@float().sub(b.@float()).abs().max().item<float>();
    }

    /// <summary>|a − b| over |b|, of the vectors as a whole.</summary>
    public static double Relative(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        return a.@float().sub(b.@float()).norm().item<float>() / Math.Max(1e-30, b.@float().norm().item<float>());
    }

    public static void Assert(Tensor expected, Tensor actual, double tolerance, string what = "")
    {
        CollectionAssert.AreEqual(expected.shape, actual.shape, what);
        var distance = Greatest(expected, actual);
        if (!(distance <= tolerance))
            throw new AssertFailedException($"{what}: greatest difference {distance:g4}, allowed {tolerance:g4}");
    }
}
