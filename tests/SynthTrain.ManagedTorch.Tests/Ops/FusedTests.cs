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

    /// <summary>Segments of one token, of less than a block of queries, of several blocks and of several tiles of keys.</summary>
    [TestMethod]
    public void SegmentedAttention_equals_attention_under_a_mask()
    {
        using var scope = NewDisposeScope();
        long[] borders = [0, 1, 32, 80, 230, 240, 271, 480];
        var documents = new long[480];
        for (var i = 1; i < borders.Length; i++)
            documents.AsSpan((int)borders[i - 1]..(int)borders[i]).Fill(i);
        var of = tensor(documents, [2, 1, 240]);
        var mask = of.unsqueeze(-1).eq(of.unsqueeze(-2)) & ones([240, 240]).tril().ne(0);
        Same(
            x => FusedOperations.SegmentedAttention(x[0].transpose(1, 2), x[1].transpose(1, 2), x[2].transpose(1, 2), borders),
            x => F.scaled_dot_product_attention(x[0].transpose(1, 2), x[1].transpose(1, 2).repeat_interleave(2, 1), x[2].transpose(1, 2).repeat_interleave(2, 1), mask),
            [2, 240, 4, 16], [2, 240, 2, 16], [2, 240, 2, 24]);
    }

    [TestMethod]
    public void SegmentedAttention_of_one_segment_a_row_is_causal_attention_bit_for_bit()
    {
        using var scope = NewDisposeScope();
        var (q, k) = (randn([2, 4, 150, 16], generator: new Generator(4)), randn([2, 2, 150, 16], generator: new Generator(5)));
        var expected = FusedOperations.GroupedAttention(q, k, k, null, causal: true);
        CollectionAssert.AreEqual(expected.contiguous().bytes.ToArray(), FusedOperations.SegmentedAttention(q, k, k, [0, 150, 300]).contiguous().bytes.ToArray());
    }

    /// <summary>What stands beside a segment changes no bit of it or of its gradients: segments of one token, and of several blocks that end beside a tile's rows and columns.</summary>
    [TestMethod]
    public void SegmentedAttention_of_a_segment_is_the_same_bits_alone_and_among_others()
    {
        using var scope = NewDisposeScope();
        var random = new Generator(7);
        Tensor[] x = [.. ((long[])[4, 2, 2]).Select(heads => randn([2, heads, 240, 20], generator: random))];
        long[] borders = [0, 1, 32, 135, 240, 271, 272, 480];
        var together = Pass(x, borders);
        for (var i = 1; i < borders.Length; i++)
        {
            var (row, first, count) = (borders[i - 1] / 240, borders[i - 1] % 240, borders[i] - borders[i - 1]);
            var alone = Pass([.. x.Select(Part)], [0, count]);
            foreach (var (expected, actual) in together.Zip(alone))
                CollectionAssert.AreEqual(Part(expected).bytes.ToArray(), actual.bytes.ToArray(), $"segment {i}");

            Tensor Part(Tensor whole) => whole.narrow(0, row, 1).narrow(2, first, count).contiguous();
        }
    }

    [TestMethod]
    public void SegmentedAttention_is_the_same_bits_whatever_the_threads()
    {
        var threads = get_num_threads();
        try
        {
            set_num_threads(1);
            var expected = Segments();
            set_num_threads(3);
            CollectionAssert.AreEqual(expected, Segments());
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    [TestMethod]
    [DataRow(0L, 7L, 20L)]
    [DataRow(0L, 15L, 20L)]
    [DataRow(0L, 10L, 10L, 20L)]
    [DataRow(0L, 10L)]
    [DataRow(10L, 20L)]
    public void SegmentedAttention_tells_borders_that_are_none(params long[] borders)
    {
        using var scope = NewDisposeScope();
        var x = zeros([2, 2, 10, 4]);
        Assert.ThrowsExactly<ArgumentException>(() => FusedOperations.SegmentedAttention(x, x, x, borders));
    }

    /// <summary>The result and the gradients of all inputs.</summary>
    private static Tensor[] Pass(Tensor[] inputs, long[] borders)
    {
        Tensor[] x = [.. inputs.Select(input => input.detach().clone().requires_grad_())];
        var result = FusedOperations.SegmentedAttention(x[0], x[1], x[2], borders);
        result.square().sum().backward();
        return [result.detach().contiguous(), .. x.Select(input => input.grad!.contiguous())];
    }

    private static byte[] Segments()
    {
        using var scope = NewDisposeScope();
        var random = new Generator(6);
        Tensor[] x = [.. ((long[])[4, 2, 2]).Select(heads => randn([3, heads, 256, 64], generator: random))];
        return [.. Pass(x, [.. Enumerable.Range(0, 24).Select(i => i * 32L), 768]).SelectMany(tensor => tensor.bytes.ToArray())];
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
