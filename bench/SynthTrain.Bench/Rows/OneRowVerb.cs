namespace SynthTrain.Bench.Rows;

/// <summary>All rows done; one is changed; how long the next run takes, and what it asks.</summary>
internal static class OneRowVerb
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
            project.WritePlan(count, changed: count / (run + 2));
            var measured = await ChildProcess.RunAsync(project, latency: 20, concurrency: arguments.Int("concurrency", 8));
            seconds.Add(measured.Seconds);
            // The row that was changed before is as it was, and is in the journal.
            Console.WriteLine($"   run: {measured.Seconds:0.00} s  calls={measured.Calls}  reused={measured.Reused}  {measured.CpuSeconds:0.00} CPU s  peak {measured.PeakBytes / 1048576.0:0.0} MiB");
        }

        Console.WriteLine($"median: {seconds.Order().ElementAt(seconds.Count / 2):0.00} s for one changed row in {count}");
        return 0;
    }
}
