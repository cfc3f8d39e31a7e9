using System.Diagnostics;
using static TorchSharp.torch;

namespace SynthTrain.Bench.Torch;

/// <summary>Products of float32 matrices, the best of several: the same as <c>torch.mm</c> in <c>gemm.py</c> beside it. GFLOP/s.</summary>
internal static class GemmVerb
{
    public static int Run(Arguments arguments)
    {
        set_num_threads(arguments.Int("threads", 2));
        var runs = arguments.Int("runs", 8) + 3;
        if (arguments.Ints("shape", 0) is [var m, var n, var k])
            EachWay(m, n, k, runs);
        else
        {
            foreach (var size in arguments.Ints("sizes", 256, 576, 1024, 2048))
            {
                using var scope = NewDisposeScope();
                Report($"{size}", randn([size, size]), randn([size, size]), runs);
            }
        }

        return 0;
    }

    /// <summary>A layer's three products: x · wᵀ, dy · w and dyᵀ · x.</summary>
    private static void EachWay(int m, int n, int k, int runs)
    {
        using var scope = NewDisposeScope();
        var (x, w, dy) = (randn([m, k]), randn([n, k]), randn([m, n]));
        Report($"forward {m} × {n} × {k}", x, w.t(), runs);
        Report($"input's gradient {m} × {k} × {n}", dy, w, runs);
        Report($"weight's gradient {n} × {k} × {m}", dy.t(), x, runs);
    }

    private static void Report(string name, Tensor a, Tensor b, int runs)
    {
        var best = double.MaxValue;
        for (var i = 0; i < runs; i++)
        {
            using var run = NewDisposeScope();
            var watch = Stopwatch.StartNew();
            a.mm(b);
            best = Math.Min(best, watch.Elapsed.TotalSeconds);
        }

        Console.WriteLine($"gemm {name}: {2.0 * a.shape[0] * b.shape[1] * a.shape[1] / best / 1e9:f1} GFLOP/s, {get_num_threads()} threads");
    }
}
