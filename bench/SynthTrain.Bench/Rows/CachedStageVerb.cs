namespace SynthTrain.Bench.Rows;

/// <summary>A stage whose journal is gone and whose replies are all kept: what a changed parser costs.</summary>
internal static class CachedStageVerb
{
    public static async Task<int> RunAsync(Arguments arguments)
    {
        var count = arguments.Int("count", 100_000);
        using var project = new BenchProject();
        project.WritePlan(count);
        await ChildProcess.RunAsync(project, latency: 0, concurrency: 8);
        var seconds = new List<double>();
        for (var run = 0; run < arguments.Int("runs", 3); run++)
        {
            Directory.Delete(Path.Combine(project.Root, ".synthtrain", "journal"), recursive: true);
            var measured = await ChildProcess.RunAsync(project, latency: 20, concurrency: 8);
            seconds.Add(measured.Seconds);
            Console.WriteLine($"   run: {measured.Seconds:0.00} s  calls={measured.Calls}  reused={measured.Reused}  {measured.CpuSeconds:0.00} CPU s  peak {measured.PeakBytes / 1048576.0:0.0} MiB");
        }

        Console.WriteLine($"median: {Median.Of(seconds):0.00} s for {count} rows whose replies are kept");
        return 0;
    }
}
