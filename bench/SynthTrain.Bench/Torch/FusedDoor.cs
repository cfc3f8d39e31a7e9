using System.Reflection;
using TorchSharp;
using static TorchSharp.torch;

namespace SynthTrain.Bench.Torch;

/// <summary>The fused loss of the managed assembly, found at run time as training finds it.</summary>
internal sealed class FusedDoor
{
    public Func<Tensor, Tensor, Tensor, long, Tensor> LinearCrossEntropy { get; } =
        (typeof(torch).Assembly.GetType("TorchSharp.Fused.FusedOperations")?.GetMethod("LinearCrossEntropy", BindingFlags.Static | BindingFlags.NonPublic) ?? throw new NotSupportedException("no fused loss in this assembly"))
        .CreateDelegate<Func<Tensor, Tensor, Tensor, long, Tensor>>();
}
