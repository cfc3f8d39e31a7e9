using static TorchSharp.torch;

namespace TorchSharp.Autograd;

/// <summary>Sums of gradients; both arguments are handed over.</summary>
internal static class Gradients
{
    public static Tensor Sum(Tensor before, Tensor more)
    {
        if (before.Buffer.IsSole && before.is_contiguous())
        {
            before.add_(more);
            more.Dispose();
            return before;
        }

        using var scope = NewDisposeScope();
        var sum = before.add(more).HiddenHandle();
        before.Dispose();
        more.Dispose();
        return sum;
    }

    /// <summary>Adds to the gradient of a leaf, in place once there is one.</summary>
    public static void Accumulate(GradRecord leaf, Tensor gradient)
    {
        if (leaf.Gradient is { } sum)
        {
            using var scope = NewDisposeScope();
            sum.add_(gradient);
            gradient.Dispose();
        }
        else if (gradient.Buffer.IsSole && gradient.is_contiguous())
        {
            leaf.Gradient = gradient;
        }
        else
        {
            using var scope = NewDisposeScope();
            leaf.Gradient = gradient.clone().HiddenHandle();
            gradient.Dispose();
        }
    }
}
