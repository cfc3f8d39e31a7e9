using SynthTrain.ManagedTorch.Tests.Support;
using TorchSharp.Fused;
using F = TorchSharp.torch.nn.functional;

namespace SynthTrain.ManagedTorch.Tests.Ops;

/// <summary>Fused operations against the public ones that they stand for: values, and gradients of all inputs.</summary>
[TestClass]
public sealed class FusedTests
{
    [TestMethod]
    public void RmsNorm_equals_its_parts() => Same(
        x => FusedOperations.RmsNorm(x[0], x[1], 1e-5),
        x => x[0] * (x[0].pow(2).mean([-1], keepdim: true) + 1e-5).rsqrt() * x[1],
        [5, 33, 40], [40]);

    [TestMethod]
    public void SiluMultiply_equals_its_parts() => Same(x => FusedOperations.SiluMultiply(x[0], x[1]), x => F.silu(x[0]) * x[1], [7, 700], [7, 700]);

    [TestMethod]
    public void Rotate_equals_its_parts()
    {
        using var scope = NewDisposeScope();
        var angles = arange(9, ScalarType.Float32).outer(tensor([1f, 0.3f, 0.1f, 0.02f]));
        angles = cat([angles, angles * 1.5], -1);
        var (cos, sin) = (angles.cos(), angles.sin());
        Same(
            x => FusedOperations.Rotate(x[0].transpose(1, 2), cos, sin),
            x => x[0].transpose(1, 2) is var turned ? turned * cos + cat([-turned.narrow(-1, 4, 4), turned.narrow(-1, 0, 4)], -1) * sin : turned,
            [2, 9, 3, 8]);
    }

    /// <summary>A chunk has 256 rows, and fewer where the vocabulary is a large one: 239 of 70,000.</summary>
    [TestMethod]
    [DataRow(600, 500)]
    [DataRow(300, 70_000)]
    public void LinearCrossEntropy_equals_its_parts_over_several_chunks(int rows, int classes)
    {
        using var scope = NewDisposeScope();
        var targets = randint(0, classes, [rows], generator: new Generator(3));
        targets[5] = tensor(-100L);
        Same(
            x => FusedOperations.LinearCrossEntropy(x[0], x[1], targets, -100),
            x => F.cross_entropy(F.linear(x[0], x[1]), targets, reduction: nn.Reduction.Sum),
            [rows, 8], [classes, 8]);
    }

    [TestMethod]
    public void LinearCrossEntropy_of_no_rows_has_a_gradient_of_zeros()
    {
        using var scope = NewDisposeScope();
        for (var i = 0; i < 3; i++)
        {
            // What was freed with other numbers in it is what the next gradient is made of.
            using (NewDisposeScope())
                full([40, 8], 7f);
            var weight = ones([40, 8]).requires_grad_();
            var loss = FusedOperations.LinearCrossEntropy(zeros([0, 8]), weight, zeros([0], ScalarType.Int64), -100);
            loss.backward();
            Assert.AreEqual(0, loss.item<float>());
            Assert.AreEqual(0, weight.grad!.abs().max().item<float>());
        }
    }

    private static void Same(Func<Tensor[], Tensor> fused, Func<Tensor[], Tensor> parts, params long[][] shapes)
    {
        using var scope = NewDisposeScope();
        var random = new Generator(9);
        Tensor[] first = [.. shapes.Select(shape => randn(shape, generator: random).requires_grad_())];
        Tensor[] second = [.. first.Select(input => input.detach().clone().requires_grad_())];
        var (a, b) = (fused(first), parts(second));
        Assert.IsLessThan(1e-6, Near.Relative(a, b), $"result: {Near.Relative(a, b):g3}");
        var weights = randn(b.shape, generator: random);
        (a * weights).sum().backward();
        (b * weights).sum().backward();
        foreach (var (x, y) in first.Zip(second))
            Assert.IsLessThan(3e-6, Near.Relative(x.grad!, y.grad!), $"gradient: {Near.Relative(x.grad!, y.grad!):g3}");
    }
}
