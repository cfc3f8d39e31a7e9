using System.Globalization;
using SynthTrain.Bench.Rows;

namespace SynthTrain.Bench.Http;

/// <summary>Requests over HTTP to the loopback provider: our chain, and what one would write by hand, in turn against the same server.</summary>
internal static class HttpVerb
{
    public static async Task<int> RunAsync(Arguments arguments)
    {
        var concurrency = arguments.Int("concurrency", 64);
        var faults = arguments.Number("faults", 0);
        foreach (var latency in arguments.Ints("latency", 20, 50, 500))
        {
            foreach (var count in arguments.Ints("count", 5000, 20_000))
                await CompareAsync((count, latency, concurrency, faults), arguments.Int("runs", 3));
        }

        return 0;
    }

    private static async Task CompareAsync((int Count, int Latency, int Concurrency, double Faults) what, int runs)
    {
        using var server = LoopbackServer.Start(what.Latency, what.Faults);
        using var project = new BenchProject();
        project.WritePlan(what.Count);
        var (ours, byHand) = (new List<Measured>(), new List<Measured>());
        for (var run = 0; run < runs; run++)
        {
            project.ForgetState();
            ours.Add(await RunAsync("http-child", server, project, what.Concurrency));
            byHand.Add(await RunAsync("by-hand", server, project, what.Concurrency));
        }

        var ideal = what.Count * what.Latency / 1000.0 / what.Concurrency;
        var faults = what.Faults > 0 ? string.Create(CultureInfo.InvariantCulture, $", {what.Faults:P0} 429 and {what.Faults:P0} 500") : "";
        Console.WriteLine($"{what.Count} x {what.Latency} ms, {what.Concurrency} at a time{faults}; ideal {ideal:0.00} s; median of {runs}");
        Print("ours", ours, ideal);
        Print("by hand", byHand, ideal);
        if (ours.Exists(run => run.Count != what.Count))
            Console.WriteLine($"    LOST: {string.Join(", ", ours.Select(run => what.Count - run.Count))} rows");
    }

    private static Task<Measured> RunAsync(string verb, LoopbackServer server, BenchProject project, int concurrency) =>
        ChildProcess.RunAsync(verb, "--root", project.Root, "--port", server.Port, "--concurrency", concurrency);

    private static void Print(string title, List<Measured> runs, double ideal)
    {
        var seconds = Median.Of(runs.Select(run => run.Seconds));
        var cpu = Median.Of(runs.Select(run => run.CpuSeconds * 1000 / run.Count));
        var peak = Median.Of(runs.Select(run => run.PeakBytes / 1048576.0));
        Console.WriteLine($"{title,9}: {seconds:0.00} s  {seconds / ideal:0.000} x ideal  {cpu:0.000} CPU ms/request  peak {peak:0} MiB  ({string.Join(", ", runs.Select(run => (run.Seconds / ideal).ToString("0.000", CultureInfo.InvariantCulture)))})");
    }
}
