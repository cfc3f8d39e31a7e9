using System.Diagnostics;
using static TorchSharp.torch;

namespace SynthTrain.Bench.Torch;

/// <summary>Products of square float32 matrices, the best of several: the same as <c>torch.mm</c> in <c>gemm.py</c> beside it. GFLOP/s.</summary>
internal static class GemmVerb
{
    public static int Run(Arguments arguments)
    {
        set_num_threads(arguments.Int("threads", 2));
        foreach (var n in arguments.Ints("sizes", 256, 576, 1024, 2048))
        {
            using var scope = NewDisposeScope();
            var (a, b) = (randn([n, n]), randn([n, n]));
            var best = double.MaxValue;
            for (var i = 0; i < arguments.Int("runs", 8) + 3; i++)
            {
                using var run = NewDisposeScope();
                var watch = Stopwatch.StartNew();
                a.mm(b);
                best = Math.Min(best, watch.Elapsed.TotalSeconds);
            }

            Console.WriteLine($"gemm {n}: {2.0 * n * n * n / best / 1e9:f1} GFLOP/s, {get_num_threads()} threads");
        }

        return 0;
    }
}
