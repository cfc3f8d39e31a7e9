using SynthTrain.ManagedTorch.Tests.Support;
using TorchSharp.Kernels;

namespace SynthTrain.ManagedTorch.Tests.Ops;

/// <summary>All register widths on any machine: what the processor lacks the runtime emulates.</summary>
[TestClass]
public sealed unsafe class GemmTests
{
    private static readonly (int M, int N, int K)[] s_sizes = [(1, 1, 1), (5, 7, 3), (6, 16, 8), (13, 33, 257), (145, 70, 300), (64, 128, 64), (300, 20, 520)];

    [TestMethod]
    public void Every_kernel_equals_the_plain_sum()
    {
        foreach (var (m, n, k) in s_sizes)
        {
            foreach (var (aTurned, bTurned) in new[] { (false, false), (true, false), (false, true), (true, true) })
            {
                Compare(Blocked<Kernel128>.Multiply, m, n, k, aTurned, bTurned);
                Compare(Blocked<Kernel256>.Multiply, m, n, k, aTurned, bTurned);
                Compare(Blocked<Kernel512>.Multiply, m, n, k, aTurned, bTurned);
            }
        }
    }

    [TestMethod]
    public void The_number_of_threads_changes_no_bit()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (randn([200, 300], generator: new Generator(1)), randn([300, 170], generator: new Generator(2)));
        var threads = get_num_threads();
        try
        {
            set_num_threads(1);
            var one = a.matmul(b);
            set_num_threads(3);
            CollectionAssert.AreEqual(one.data<float>().ToArray(), a.matmul(b).data<float>().ToArray());
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    [TestMethod]
    public void A_narrow_side_is_read_where_it_lies_and_gives_the_plain_sum()
    {
        foreach (var (m, n, k) in ((int, int, int)[])[(200, 16, 300), (250, 5, 70), (16, 330, 257), (3, 100, 40), (48, 96, 32), (7, 17, 600)])
        {
            foreach (var (aTurned, bTurned) in new[] { (false, false), (true, false), (false, true), (true, true) })
                Compare((rows, columns, first, _, c, add, _) => Direct.Parallel(rows, columns, first.Depth, first.A, first.B, c, add), m, n, k, aTurned, bTurned);
        }
    }

    [TestMethod]
    public void Few_rows_give_the_plain_sum_and_the_bits_that_they_have_among_many()
    {
        foreach (var (m, n, k) in ((int, int, int)[])[(3, 100, 40), (16, 256, 256), (17, 330, 600), (64, 128, 768), (128, 131, 1500)])
        {
            foreach (var (aTurned, bTurned) in new[] { (false, false), (true, false), (false, true), (true, true) })
                Compare((rows, columns, first, _, c, add, _) => Direct.ParallelFew(rows, columns, first.Depth, first.A, first.B, c, add), m, n, k, aTurned, bTurned);
            using var scope = NewDisposeScope();
            var (x, weight) = (randn([300, k], generator: new Generator(1)), randn([n, k], generator: new Generator(2)));
            CollectionAssert.AreEqual(
                nn.functional.linear(x, weight).narrow(0, 0, m).contiguous().data<float>().ToArray(),
                nn.functional.linear(x.narrow(0, 0, m), weight).data<float>().ToArray(),
                $"{m}×{n}×{k}");
        }
    }

    [TestMethod]
    public void What_runs_alone_stays_on_its_thread()
    {
        var (here, others) = (Environment.CurrentManagedThreadId, 0);
        // Each piece waits for a second thread, which has time to come if it may.
        using var pair = new Barrier(2);
        Threads.Alone(() => Threads.For(2, _ =>
        {
            Interlocked.Add(ref others, Environment.CurrentManagedThreadId == here ? 0 : 1);
            Assert.IsFalse(pair.SignalAndWait(TimeSpan.FromMilliseconds(200)), "two threads met");
        }));
        Assert.AreEqual(0, others);
        Assert.IsFalse(Threads.IsInside);
    }

    [TestMethod]
    public void A_second_product_is_summed_into_the_first()
    {
        foreach (var (m, n, k) in s_sizes)
        {
            using var scope = NewDisposeScope();
            var (a, b) = (randn([m, k], generator: new Generator(1)), randn([k, n], generator: new Generator(2)));
            var (u, v, result) = (randn([m, 3], generator: new Generator(3)), randn([3, n], generator: new Generator(4)), zeros(m, n));
            Gemm.Sum(m, n, new Factors(Of(a, false), Of(b, false), k), new Factors(Of(u, false), Of(v, false), 3), Of(result, false));
            Assert.IsLessThan(1e-5, Near.Relative(result, a.matmul(b) + u.matmul(v)), $"{m}×{n}×{k}");
        }
    }

    private delegate void Product(long m, long n, Factors first, Factors second, Matrix c, bool add, bool parallel);

    private static void Compare(Product product, int m, int n, int k, bool aTurned, bool bTurned)
    {
        using var scope = NewDisposeScope();
        var random = new Generator((ulong)(m * 31 + n));
        var (a, b, c) = (randn(m, k, generator: random), randn(k, n, generator: random), ones(m, n));
        var (x, y) = (aTurned ? a.t().contiguous() : a, bTurned ? b.t().contiguous() : b);
        product(m, n, new Factors(Of(x, aTurned), Of(y, bTurned), k), default, Of(c, false), add: true, parallel: true);
        for (var i = 0; i < m; i++)
        {
            for (var j = 0; j < n; j++)
            {
                var sum = 1.0;
                for (var p = 0; p < k; p++)
                    sum += (double)a.Pointer<float>()[i * k + p] * b.Pointer<float>()[p * n + j];
                Assert.AreEqual(sum, c.Pointer<float>()[i * n + j], 1e-5 * k + 1e-5, $"{product.Method.DeclaringType} {m}×{n}×{k} at {i}, {j}");
            }
        }
    }

    private static Matrix Of(Tensor x, bool turned) => turned ? new Matrix((nint)x.Pointer<float>(), 1, x.stride(0)) : new Matrix((nint)x.Pointer<float>(), x.stride(0), 1);
}
