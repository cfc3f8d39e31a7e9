using SynthTrain.ManagedTorch.Tests.Support;

namespace SynthTrain.ManagedTorch.Tests.Ops;

[TestClass]
public sealed class TensorTests
{
    [TestMethod]
    public void A_view_shares_memory_and_a_copy_does_not()
    {
        using var scope = NewDisposeScope();
        var x = zeros(2, 3);
        x.view(6).narrow(0, 4, 1).fill_(7);
        Assert.AreEqual(7f, x[1, 1].item<float>());
        x.clone().fill_(1);
        Assert.AreEqual(0f, x[0, 0].item<float>());
        Assert.ThrowsExactly<InvalidOperationException>(() => x.t().view(6));
    }

    [TestMethod]
    public void A_scope_disposes_what_was_not_moved_out()
    {
        Tensor inner, moved;
        using var outer = NewDisposeScope();
        using (NewDisposeScope())
        {
            inner = ones(3);
            moved = (inner * 2).MoveToOuterDisposeScope();
        }

        Assert.IsTrue(inner.IsInvalid);
        Assert.AreEqual(6f, moved.sum().item<float>());
    }

    [TestMethod]
    public void A_graph_outlives_the_scope_of_its_intermediate_tensors()
    {
        using var outer = NewDisposeScope();
        var x = tensor([2f, 3f]).requires_grad_();
        Tensor loss;
        using (NewDisposeScope())
            loss = (x * x).exp().log().sum().MoveToOuterDisposeScope();
        loss.backward();
        Near.Assert(tensor([4f, 6f]), x.grad!, 1e-5);
        Assert.ThrowsExactly<InvalidOperationException>(() => loss.backward());
    }

    [TestMethod]
    public void Gradients_add_up_until_they_are_dropped()
    {
        using var scope = NewDisposeScope();
        var x = ones(2).requires_grad_();
        (x * 3).sum().backward();
        (x * 4).sum().backward();
        Near.Assert(tensor([7f, 7f]), x.grad!, 0);
        x.grad = null;
        Assert.IsNull(x.grad);
    }

    [TestMethod]
    public void A_tensor_changed_after_it_was_saved_is_noticed()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (ones(2).requires_grad_(), ones(2));
        var loss = (x * y).sum();
        y.fill_(5);
        Assert.ThrowsExactly<InvalidOperationException>(() => loss.backward());
    }

    [TestMethod]
    public void Autograd_grad_leaves_leaves_alone()
    {
        using var scope = NewDisposeScope();
        var x = ones(2).requires_grad_();
        var middle = x * 3;
        var gradients = autograd.grad([(middle * middle).sum()], [x, middle]);
        Near.Assert(tensor([18f, 18f]), gradients[0], 0);
        Near.Assert(tensor([6f, 6f]), gradients[1], 0);
        Assert.IsNull(x.grad);
    }

    [TestMethod]
    public void BFloat16_rounds_to_nearest_even_and_computes_in_float32()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1.00390625f, 1.01171875f, -3.14159274f, 1e30f]).bfloat16();
        CollectionAssert.AreEqual(new[] { 1f, 1.015625f, -3.140625f, BitConverter.Int32BitsToSingle(0x714A0000) }, x.@float().data<float>().ToArray());
        Assert.AreEqual(ScalarType.BFloat16, (x + x).dtype);
        Assert.AreEqual(ScalarType.Float32, (x + ones(4)).dtype);
    }

    [TestMethod]
    public void Types_are_promoted_by_kind()
    {
        using var scope = NewDisposeScope();
        Assert.AreEqual(ScalarType.Int64, (arange(3) * 2).dtype);
        Assert.AreEqual(ScalarType.Float32, (arange(3) * 0.5).dtype);
        Assert.AreEqual(ScalarType.Float32, (arange(3) / arange(1, 4)).dtype);
        Assert.AreEqual(ScalarType.Int64, arange(3).gt(1).sum().dtype);
    }

    [TestMethod]
    public void The_same_seed_gives_the_same_numbers_and_a_state_continues_them()
    {
        using var scope = NewDisposeScope();
        var generator = new Generator(5);
        var first = randn([4], generator: generator);
        var state = generator.get_state();
        var second = randn([4], generator: generator);
        generator.set_state(state);
        Near.Assert(second, randn([4], generator: generator), 0);
        Near.Assert(first, randn([4], generator: new Generator(5)), 0);
        var many = randn([100_000], generator: generator);
        Assert.AreEqual(0, many.mean().item<float>(), 0.02);
        Assert.AreEqual(1, many.pow(2).mean().item<float>(), 0.02);
    }

    [TestMethod]
    public void Ranking_prefers_the_earlier_of_equals()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1f, 5f, 5f, 2f]);
        Assert.AreEqual(1L, x.argmax().item<long>());
        CollectionAssert.AreEqual(new[] { 1L, 2L, 3L }, x.topk(3).indices.data<long>().ToArray());
        var drawn = tensor([0f, 0f, 1f]).multinomial(5, replacement: true, generator: new Generator(1));
        CollectionAssert.AreEqual(new[] { 2L, 2L, 2L, 2L, 2L }, drawn.data<long>().ToArray());
    }
}
