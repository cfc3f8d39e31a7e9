using SynthTrain.ManagedTorch.Tests.Support;
using System.Reflection;
using TorchSharp.Autograd;
using TorchSharp.Fused;
using F = TorchSharp.torch.nn.functional;

namespace SynthTrain.ManagedTorch.Tests.Ops;

/// <summary>Every operation with a gradient against finite differences, on dense, broadcast and strided inputs.</summary>
[TestClass]
public sealed class GradientTests
{
    private static readonly Generator s_random = new(11);

    private static readonly Tensor s_cosines = Lasting(0.9f);

    private static readonly Tensor s_sines = Lasting(0.4f);

    private static readonly Dictionary<string, (Func<Tensor[], Tensor> Function, long[][] Shapes, bool Positive)> s_cases = new()
    {
        ["add"] = (x => x[0] + x[1], [[3, 4], [4]], false),
        ["add of a column"] = (x => x[0] + x[1], [[3, 4], [3, 1]], false),
        ["sub"] = (x => x[0] - x[1], [[2, 3, 4], [3, 1]], false),
        ["mul"] = (x => x[0] * x[1], [[3, 1], [1, 4]], false),
        ["mul by itself"] = (x => x[0] * x[0], [[5]], false),
        ["mul of a transposed"] = (x => x[0].transpose(0, 1) * x[1], [[3, 4], [4, 3]], false),
        ["div"] = (x => x[0] / x[1], [[3, 4], [4]], true),
        ["number minus tensor"] = (x => 2.0 - x[0], [[3]], false),
        ["number over tensor"] = (x => 2.0 / x[0], [[3]], true),
        ["pow 2"] = (x => x[0].pow(2), [[5]], false),
        ["pow 3.5"] = (x => x[0].pow(3.5), [[5]], true),
        ["exp"] = (x => x[0].exp(), [[5]], false),
        ["log"] = (x => x[0].log(), [[5]], true),
        ["sqrt"] = (x => x[0].sqrt(), [[5]], true),
        ["rsqrt"] = (x => x[0].rsqrt(), [[5]], true),
        ["sin"] = (x => x[0].sin(), [[5]], false),
        ["cos"] = (x => x[0].cos(), [[5]], false),
        ["tanh"] = (x => x[0].tanh(), [[5]], false),
        ["relu"] = (x => x[0].relu(), [[5]], true),
        ["abs"] = (x => x[0].abs(), [[5]], true),
        ["neg"] = (x => -x[0], [[5]], false),
        ["sigmoid"] = (x => x[0].sigmoid(), [[5]], false),
        ["silu"] = (x => F.silu(x[0]), [[3, 40]], false),
        ["logsigmoid"] = (x => F.logsigmoid(x[0]), [[5]], false),
        ["sum"] = (x => x[0].sum(), [[3, 4]], false),
        ["sum of a dimension"] = (x => x[0].sum(1), [[2, 3, 4]], false),
        ["sum of leading dimensions"] = (x => x[0].sum([0L, 1L], keepdim: true), [[2, 3, 4]], false),
        ["mean"] = (x => x[0].mean([-1L], keepdim: true), [[3, 4]], false),
        ["norm"] = (x => x[0].norm(), [[3, 4]], true),
        ["max of a dimension"] = (x => (x[0] * arange(12, ScalarType.Float32).view(3, 4)).max(1).values, [[3, 4]], true),
        ["softmax"] = (x => x[0].softmax(-1), [[3, 5]], false),
        ["softmax of the first dimension"] = (x => x[0].softmax(0), [[3, 5]], false),
        ["log_softmax"] = (x => x[0].log_softmax(1), [[2, 3, 4]], false),
        ["logsumexp"] = (x => x[0].logsumexp(-1), [[3, 5]], false),
        ["matmul"] = (x => x[0].matmul(x[1]), [[3, 4], [4, 5]], false),
        ["matmul of stacks"] = (x => x[0].matmul(x[1]), [[2, 1, 3, 4], [3, 4, 2]], false),
        ["matmul of a vector"] = (x => x[0].matmul(x[1]), [[3, 4], [4]], false),
        ["matmul of transposed"] = (x => x[0].t().matmul(x[1].t()), [[4, 3], [5, 4]], false),
        ["bmm"] = (x => x[0].bmm(x[1].transpose(1, 2)), [[2, 3, 4], [2, 5, 4]], false),
        ["linear"] = (x => F.linear(x[0], x[1], x[2]), [[2, 3, 4], [5, 4], [5]], false),
        ["outer"] = (x => x[0].outer(x[1]), [[3], [4]], false),
        ["view"] = (x => x[0].view(2, 6) * 2, [[3, 4]], false),
        ["reshape of a transposed"] = (x => x[0].transpose(0, 1).reshape(2, 6), [[3, 4]], false),
        ["permute"] = (x => x[0].permute(2, 0, 1).contiguous(), [[2, 3, 4]], false),
        ["expand"] = (x => x[0].expand(5, 3, 4) * 1.5, [[3, 1]], false),
        ["narrow"] = (x => x[0].narrow(1, 1, 2), [[3, 4]], false),
        ["slice with steps"] = (x => x[0].slice(1, 0, 5, 2), [[3, 5]], false),
        ["index"] = (x => x[0][TensorIndex.Ellipsis, TensorIndex.Slice(1, 3)], [[2, 3, 4]], false),
        ["select"] = (x => x[0].select(1, -1), [[2, 3, 4]], false),
        ["split"] = (x => x[0].split([1L, 3L], 1)[1], [[3, 4]], false),
        ["cat"] = (x => cat([x[0], x[1]], 1), [[3, 4], [3, 2]], false),
        ["stack"] = (x => stack([x[0], x[1]], 1), [[3, 4], [3, 4]], false),
        ["repeat_interleave"] = (x => x[0].repeat_interleave(3, 1), [[2, 2, 3]], false),
        ["repeat"] = (x => x[0].repeat(2, 3), [[2, 2]], false),
        ["gather"] = (x => x[0].gather(1, tensor([0L, 2L, 1L, 1L], [2, 2])), [[2, 3]], false),
        ["index_select"] = (x => x[0].index_select(1, tensor([2L, 0L, 2L])), [[2, 3]], false),
        ["masked_fill"] = (x => x[0].masked_fill(tensor([true, false, true]), 5), [[2, 3]], false),
        ["where"] = (x => where(tensor([true, false, true]), x[0], x[1]), [[2, 3], [3]], false),
        ["tril"] = (x => x[0].tril(-1), [[3, 3]], false),
        ["maximum"] = (x => maximum(x[0], x[1] + 3), [[3], [3]], true),
        ["clamp"] = (x => x[0].clamp(-0.2, 0.3), [[6]], true),
        ["cross_entropy"] = (x => F.cross_entropy(x[0], tensor([1L, -100L, 3L])), [[3, 5]], false),
        ["cross_entropy by row"] = (x => F.cross_entropy(x[0], tensor([1L, -100L, 3L]), reduction: nn.Reduction.None), [[3, 5]], false),
        ["attention"] = (x => F.scaled_dot_product_attention(x[0], x[1], x[2]), [[1, 2, 3, 4], [1, 2, 5, 4], [1, 2, 5, 3]], false),
        ["attention of four dimensions, turned, a key head for two"] = (x => F.scaled_dot_product_attention(x[0].transpose(1, 2), x[1].transpose(1, 2).repeat_interleave(2, 1), x[2].transpose(1, 2).repeat_interleave(2, 1), is_casual: true), [[2, 3, 4, 4], [2, 3, 2, 4], [2, 3, 2, 4]], false),
        ["causal attention"] = (x => F.scaled_dot_product_attention(x[0], x[1], x[2], is_casual: true), [[2, 3, 4], [2, 3, 4], [2, 3, 4]], false),
        ["attention with a mask"] = (x => F.scaled_dot_product_attention(x[0], x[1], x[2], ones([3, 3]).tril().eq(1)), [[2, 3, 4], [2, 3, 4], [2, 3, 4]], false),
        ["fused norm"] = (x => FusedOperations.RmsNorm(x[0], x[1], 1e-5), [[3, 9], [9]], true),
        ["fused norm beside a residual"] = (x => x[0] * 1.5 + FusedOperations.RmsNorm(x[0], x[1], 1e-5), [[3, 9], [9]], true),
        ["fused gate"] = (x => FusedOperations.SiluMultiply(x[0], x[1]), [[3, 11], [3, 11]], false),
        ["fused rotation"] = (x => FusedOperations.Rotate(x[0], s_cosines, s_sines), [[2, 2, 3, 20]], false),
        ["fused head and loss"] = (x => FusedOperations.LinearCrossEntropy(x[0], x[1], tensor([1L, -100L, 3L]), -100), [[3, 5], [6, 5]], false),
        ["attention of shared keys"] = (x => FusedOperations.GroupedAttention(x[0], x[1], x[2], null, true), [[2, 4, 3, 4], [2, 2, 3, 4], [2, 2, 3, 3]], false),
        ["attention of shared keys with a mask"] = (x => FusedOperations.GroupedAttention(x[0], x[1], x[2], ones([3, 3]).tril().eq(1), false), [[1, 4, 3, 4], [1, 2, 3, 4], [1, 2, 3, 3]], false),
        ["attention within segments"] = (x => FusedOperations.SegmentedAttention(x[0], x[1], x[2], [0, 2, 5, 6, 10]), [[2, 4, 5, 4], [2, 2, 5, 4], [2, 2, 5, 3]], false),
        ["linear layer with an adapter"] = (x => FusedOperations.LoraLinear(x[0], x[1], x[2], x[3], 0.5), [[2, 3, 5], [4, 5], [2, 5], [4, 2]], false),
        ["linear layers of one input"] = (x => F.linear(x[0], x[1]) * F.linear(x[0], x[2]) + FusedOperations.LoraLinear(x[0], x[1], x[3], x[4], 2), [[2, 3, 4], [5, 4], [5, 4], [2, 4], [5, 2]], false),
        ["linear layers of one weight"] = (x => F.linear(F.linear(x[0], x[1]), x[1]), [[3, 4], [4, 4]], false),
    };

    /// <summary>What has its own test: rounding has no finite differences.</summary>
    private static readonly string[] s_elsewhere = ["Tensor.to_type"];

    public static IEnumerable<object[]> Names => s_cases.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void A_gradient_equals_finite_differences(string name)
    {
        var (function, shapes, positive) = s_cases[name];
        Gradient.Check(name, function, [.. shapes.Select(shape => positive ? rand(shape, generator: s_random) + 0.5 : randn(shape, generator: s_random))]);
    }
    /// <summary>The list of operations is the code itself: every method that records one must be reached by a case.</summary>
    [TestMethod]
    public void Every_operation_that_has_a_gradient_has_a_case()
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        Graph.Observer = prepare =>
        {
            lock (reached)
                reached.Add(Name(prepare.Method));
        };
        try
        {
            foreach (var (function, shapes, positive) in s_cases.Values)
            {
                using var scope = NewDisposeScope();
                function([.. shapes.Select(shape => (positive ? rand(shape, generator: s_random) + 0.5 : randn(shape, generator: s_random)).detach().requires_grad_())]);
            }
        }
        finally
        {
            Graph.Observer = null;
        }

        var recording = typeof(torch).Assembly.GetTypes().SelectMany(type => type.GetMethods(BindingFlags.DeclaredOnly | BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(method => !method.ContainsGenericParameters && method.DeclaringType != typeof(Graph) && Records(method)).Select(Name).ToHashSet(StringComparer.Ordinal);
        Assert.IsGreaterThan(20, recording.Count);
        var missing = recording.Except(reached).Except(s_elsewhere).ToList();
        Assert.IsEmpty(missing, string.Join(", ", missing));
    }

    [TestMethod]
    public void The_gradient_of_a_rounded_tensor_is_rounded_and_passed_on()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1f, 2f, 3f]).requires_grad_();
        (x.to_type(ScalarType.BFloat16).to_type(ScalarType.Float32) * tensor([1f, 0.5f, 1.00390625f])).sum().backward();
        CollectionAssert.AreEqual(new[] { 1f, 0.5f, 1f }, x.grad!.data<float>().ToArray());
    }

    private static Tensor Lasting(float factor) => (arange(60, ScalarType.Float32).view(3, 20) * factor).sin().DetachFromDisposeScope();

    /// <summary>Type.Method of the code that a lambda stands in.</summary>
    private static string Name(MethodBase method)
    {
        var type = method.DeclaringType!;
        while (type.Name.Contains('<', StringComparison.Ordinal))
            type = type.DeclaringType!;
        return $"{type.Name}.{(method.Name.StartsWith('<') ? method.Name[1..method.Name.IndexOf('>', StringComparison.Ordinal)] : method.Name)}";
    }

    /// <summary>Whether a method calls <see cref="Graph"/>.Record: the opcode and the token are looked for.</summary>
    private static bool Records(MethodInfo method)
    {
        const byte Call = 0x28;
        var tokens = typeof(Graph).GetMethods(BindingFlags.Static | BindingFlags.Public).Where(record => record.Name == nameof(Graph.Record)).Select(record => record.MetadataToken).ToList();
        var code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (var i = 0; i + 4 < code.Length; i++)
        {
            if (code[i] == Call && tokens.Contains(BitConverter.ToInt32(code, i + 1)))
                return true;
        }

        return false;
    }
}
