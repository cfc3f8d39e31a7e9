using SynthTrain.ManagedTorch.Tests.Support;
using F = TorchSharp.torch.nn.functional;

namespace SynthTrain.ManagedTorch.Tests.Ops;

[TestClass]
public sealed class AttentionTests
{
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Tiles_equal_the_formula_on_lengths_over_several_tiles(bool causal)
    {
        using var scope = NewDisposeScope();
        var random = new Generator(3);
        Tensor[] Inputs() => [.. new[] { 0, 1, 2 }.Select(_ => randn([2, 300, 3, 16], generator: random).transpose(1, 2))];
        var inputs = Inputs();
        Tensor[] Leaves() => [.. inputs.Select(input => input.detach().requires_grad_())];
        var (fused, plain) = (Leaves(), Leaves());
        var weights = randn([2, 3, 300, 16], generator: random);
        var a = F.scaled_dot_product_attention(fused[0], fused[1], fused[2], is_casual: causal);
        var b = TorchSharp.Ops.Attention.Plain(plain[0], plain[1], plain[2], null, 0, causal);
        Near.Assert(b, a, 2e-5);
        (a * weights).sum().backward();
        (b * weights).sum().backward();
        for (var i = 0; i < 3; i++)
            Near.Assert(plain[i].grad!, fused[i].grad!, 1e-4, $"gradient {i}");
    }

    [TestMethod]
    public void A_query_that_sees_nothing_gets_zeros()
    {
        using var scope = NewDisposeScope();
        var q = randn(1, 1, 2, 4).requires_grad_();
        var result = F.scaled_dot_product_attention(q, q, q, tensor([true, false, false, false], [2, 2]));
        result.sum().backward();
        Assert.IsTrue(result[0, 0][1].eq(zeros(4)).all().item<bool>());
        Assert.IsTrue(q.grad!.isfinite().all().item<bool>());
    }
}
