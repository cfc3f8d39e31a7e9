namespace SynthTrain.Bench.Rows;

/// <summary>Rows through a row stage from nothing: how near the ideal, how much processor time, how much memory.</summary>
internal static class RowsVerb
{
    public static async Task<int> RunAsync(Arguments arguments)
    {
        var latency = arguments.Int("latency", 20);
        var concurrency = arguments.Int("concurrency", 64);
        Measured? smallest = null;
        foreach (var count in arguments.Ints("count", 100_000))
        {
            using var project = new BenchProject();
            project.WritePlan(count);
            var runs = new List<Measured>();
            for (var run = 0; run < arguments.Int("runs", 3); run++)
            {
                project.ForgetState();
                runs.Add(await ChildProcess.RunAsync(project, latency, concurrency));
                Print("  run", runs[^1], concurrency, smallest);
            }

            var median = Median(runs);
            Print("median", median, concurrency, smallest);
            smallest ??= median;
        }

        return 0;
    }

    private static Measured Median(List<Measured> runs) => runs[0] with
    {
        Seconds = Middle(runs.Select(run => run.Seconds)),
        MeanLatencyMs = Middle(runs.Select(run => run.MeanLatencyMs)),
        CpuSeconds = Middle(runs.Select(run => run.CpuSeconds)),
        PeakBytes = (long)Middle(runs.Select(run => (double)run.PeakBytes)),
    };

    private static double Middle(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    private static void Print(string title, Measured run, int concurrency, Measured? smallest)
    {
        var ideal = run.Count * run.MeanLatencyMs / 1000 / concurrency;
        var ratio = run.MeanLatencyMs < 1 ? "" : $"  {run.Seconds / ideal:0.000} x ideal ({run.MeanLatencyMs:0.00} ms mean)";
        var growth = smallest is null ? "" : $"  {(run.PeakBytes - smallest.PeakBytes) / (double)(run.Count - smallest.Count):0} bytes/row above {smallest.Count}";
        Console.WriteLine($"{title,6}: {run.Count} rows  {run.Seconds:0.00} s  {run.Count / run.Seconds:0} rows/s{ratio}  {run.CpuSeconds * 1000 / run.Count:0.0000} CPU ms/row  peak {run.PeakBytes / 1048576.0:0.0} MiB{growth}  {run.Collections} collections of {run.Allocated / run.Count} bytes/row");
    }
}
