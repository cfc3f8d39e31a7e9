using System.Reflection;
using TorchSharp;
using static TorchSharp.torch;

namespace SynthTrain.Bench.Torch;

/// <summary>The fused operations of the managed assembly, found at run time as a user of both assemblies has to.</summary>
internal sealed class FusedDoor
{
    private static readonly Type? s_type = typeof(torch).Assembly.GetType("TorchSharp.Fused.FusedOperations");

    public Func<Tensor, Tensor, double, Tensor> RmsNorm { get; } = Find<Func<Tensor, Tensor, double, Tensor>>("RmsNorm");

    public Func<Tensor, Tensor, Tensor> SiluMultiply { get; } = Find<Func<Tensor, Tensor, Tensor>>("SiluMultiply");

    public Func<Tensor, Tensor, Tensor, Tensor> Rotate { get; } = Find<Func<Tensor, Tensor, Tensor, Tensor>>("Rotate");

    public Func<Tensor, Tensor, Tensor, long, Tensor> LinearCrossEntropy { get; } = Find<Func<Tensor, Tensor, Tensor, long, Tensor>>("LinearCrossEntropy");

    public Func<Tensor, Tensor, Tensor, Tensor?, bool, Tensor> GroupedAttention { get; } = Find<Func<Tensor, Tensor, Tensor, Tensor?, bool, Tensor>>("GroupedAttention");

    public Func<Tensor, Tensor, Tensor, Tensor, double, Tensor> LoraLinear { get; } = Find<Func<Tensor, Tensor, Tensor, Tensor, double, Tensor>>("LoraLinear");

    private static T Find<T>(string name)
        where T : Delegate => (s_type?.GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic) ?? throw new NotSupportedException($"no fused {name} in this assembly")).CreateDelegate<T>();
}
