using SynthTrain.ManagedTorch.Tests.Support;
using TorchSharp.Fused;
using TorchSharp.Kernels;
using TorchSharp.Memory;
using TorchSharp.Modules;

namespace SynthTrain.ManagedTorch.Tests.Ops;

/// <summary>What a training of hours relies on: memory that comes back, results that do not depend on time, mistakes that are told.</summary>
[TestClass]
[DoNotParallelize]
public sealed class SoundnessTests
{
    [TestMethod]
    public void Two_hundred_steps_hold_no_more_memory_than_two()
    {
        using var scope = NewDisposeScope();
        var (weights, optimizer) = Model();
        Step(weights, optimizer, 0);
        Step(weights, optimizer, 1);
        var held = BufferPool.Live;
        for (var step = 2; step < 200; step++)
            Step(weights, optimizer, step);
        // What tests before this one left to the collector may go meanwhile.
        Assert.IsLessThanOrEqualTo(held, BufferPool.Live);
    }

    [TestMethod]
    public void Steps_are_the_same_bits_whatever_the_threads_do()
    {
        var expected = Run(threads: 1, disturb: false);
        CollectionAssert.AreEqual(expected, Run(threads: 3, disturb: false));
        CollectionAssert.AreEqual(expected, Run(threads: 3, disturb: true));
        CollectionAssert.AreEqual(expected, Run(threads: 2, disturb: true));
    }

    [TestMethod]
    public void A_fault_in_a_piece_reaches_the_caller_and_the_team_goes_on()
    {
        var threads = get_num_threads();
        set_num_threads(3);
        try
        {
            Assert.ThrowsExactly<InvalidOperationException>(() => Threads.For(8, piece => throw new InvalidOperationException($"{piece}")));
            var done = 0;
            Threads.For(100, _ => Interlocked.Increment(ref done));
            Assert.AreEqual(100, done);
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    [TestMethod]
    public void Work_inside_a_piece_and_beside_it_on_other_threads_is_done()
    {
        var done = 0;
        Parallel.For(0, 4, _ => Threads.For(10, _ => Threads.For(10, _ => Interlocked.Increment(ref done))));
        Assert.AreEqual(400, done);
    }

    [TestMethod]
    public void Writing_into_a_leaf_that_wants_a_gradient_is_an_error()
    {
        using var scope = NewDisposeScope();
        var leaf = ones(3).requires_grad_();
        Assert.ThrowsExactly<NotSupportedException>(() => leaf.add_(1));
        Assert.ThrowsExactly<NotSupportedException>(() => leaf.copy_(zeros(3)));
        Assert.ThrowsExactly<NotSupportedException>(() => leaf.view(3, 1).mul_(2));
    }

    [TestMethod]
    public void Writing_into_what_a_gradient_needs_is_told_in_the_backward_pass()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (ones(3).requires_grad_(), ones(3));
        var product = (x * y).sum();
        y.add_(1);
        Assert.ThrowsExactly<InvalidOperationException>(() => product.backward());
    }

    [TestMethod]
    public void A_disposed_tensor_says_so()
    {
        var gone = ones(3);
        gone.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => gone.add(1));
        Assert.ThrowsExactly<ObjectDisposedException>(() => gone.data<float>());
        Assert.ThrowsExactly<ObjectDisposedException>(() => gone.alias());
    }

    [TestMethod]
    public void Memory_that_cannot_be_had_is_told_with_what_was_asked()
    {
        using var scope = NewDisposeScope();
        var held = BufferPool.Live;
        Assert.Contains("bytes", Assert.Throws<OutOfMemoryException>(() => empty(1L << 58)).Message);
        Assert.AreEqual(held, BufferPool.Live);
        Assert.Contains("[4611686018427387904, 4]", Assert.Throws<OutOfMemoryException>(() => empty(1L << 62, 4)).Message);
    }

    /// <summary>Three steps; where asked for, other threads keep the processors busy so that pieces end in another order.</summary>
    private static byte[] Run(int threads, bool disturb)
    {
        var before = get_num_threads();
        set_num_threads(threads);
        using var end = new CancellationTokenSource();
        Thread[] others = [.. Enumerable.Range(0, disturb ? Environment.ProcessorCount : 0).Select(_ => new Thread(() =>
        {
            while (!end.IsCancellationRequested)
                Thread.SpinWait(1000);
        }))];
        foreach (var other in others)
            other.Start();
        try
        {
            using var scope = NewDisposeScope();
            var (weights, optimizer) = Model();
            for (var step = 0; step < 3; step++)
                Step(weights, optimizer, step);
            return [.. weights.SelectMany(weight => System.Runtime.InteropServices.MemoryMarshal.AsBytes(weight.detach().data<float>().ToArray().AsSpan()).ToArray())];
        }
        finally
        {
            end.Cancel();
            foreach (var other in others)
                other.Join();
            set_num_threads(before);
        }
    }

    /// <summary>Embedding tied to the head, a frozen linear layer with an adapter, attention of shared keys, a gate.</summary>
    private static (Parameter[] Weights, AdamW Optimizer) Model()
    {
        var random = new Generator(5);
        Parameter[] weights = [.. ((long[][])[[300, 64], [64], [96, 64], [16, 64], [96, 16], [64, 64], [64, 48]]).Select(shape => nn.Parameter(shape.Length == 1 ? ones(shape) : randn(shape, generator: random) * 0.1))];
        return (weights, optim.AdamW(weights, 1e-2));
    }

    private static void Step(Parameter[] w, AdamW optimizer, int step)
    {
        using var scope = NewDisposeScope();
        var ids = randint(0, 300, [2, 120], generator: new Generator((ulong)step));
        var x = w[0].index_select(0, ids.view(-1)).view(2, 120, 64);
        var h = FusedOperations.RmsNorm(x, w[1], 1e-5);
        var qkv = FusedOperations.LoraLinear(h, w[2], w[3], w[4], 2).view(2, 120, 6, 16).transpose(1, 2);
        var seen = FusedOperations.GroupedAttention(qkv.narrow(1, 0, 4), qkv.narrow(1, 4, 1), qkv.narrow(1, 5, 1), null, true);
        x = x + nn.functional.linear(seen.transpose(1, 2).reshape(2, 120, 64), w[5]);
        var inner = nn.functional.linear(x, w[6].t());
        x = x + nn.functional.linear(FusedOperations.SiluMultiply(inner, inner), w[6]);
        var loss = FusedOperations.LinearCrossEntropy(x.view(-1, 64), w[0], ids.view(-1), -100) / 240;
        loss.backward();
        nn.utils.clip_grad_norm_(w, 1);
        optimizer.step();
        optimizer.zero_grad();
    }
}
