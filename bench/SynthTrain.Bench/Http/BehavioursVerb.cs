using System.Diagnostics;
using SynthTrain.Bench.Rows;

namespace SynthTrain.Bench.Http;

/// <summary>The three behaviours that a data set of some thousand paid rows needs: killed half way, one row edited, nothing changed; over HTTP, with the whole chain of a provider.</summary>
internal static class BehavioursVerb
{
    public static async Task<int> RunAsync(Arguments arguments)
    {
        var count = arguments.Int("count", 5000);
        for (var run = 0; run < arguments.Int("runs", 3); run++)
        {
            using var server = LoopbackServer.Start(arguments.Int("latency", 20), faults: 0);
            using var project = new BenchProject();
            project.WritePlan(count);
            var kept = await KillHalfWayAsync(server, project, count);
            var resumed = await ChildAsync(server, project);
            Console.WriteLine($"kill -9 with {kept} of {count} replies kept: {resumed.Calls} sent, {Math.Max(0, resumed.Calls - (count - kept))} answered rows asked twice, {resumed.Seconds:0.00} s");
            project.WritePlan(count, changed: count / 2);
            Print("one row edited", await ChildAsync(server, project));
            Print("nothing changed", await ChildAsync(server, project));
        }

        return 0;
    }

    private static async Task<int> KillHalfWayAsync(LoopbackServer server, BenchProject project, int count)
    {
        using var child = Process.Start(ChildProcess.StartInfo("http-child", "--root", project.Root, "--port", server.Port, "--concurrency", 64))!;
        while (!child.HasExited && Kept(project) < count / 2)
            await Task.Delay(5);
        child.Kill();
        await child.WaitForExitAsync();
        return Kept(project);
    }

    // Whole lines alone: the kill may have torn the last one, and what is torn is asked again.
    private static int Kept(BenchProject project)
    {
        var folder = Path.Combine(project.Root, ".synthtrain", "replies");
        return Directory.Exists(folder) ? Directory.GetFiles(folder, "*.jsonl").Sum(file => Lines(file)) : 0;
    }

    private static int Lines(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().AsSpan().Count('\n');
    }

    private static Task<Measured> ChildAsync(LoopbackServer server, BenchProject project) =>
        ChildProcess.RunAsync("http-child", "--root", project.Root, "--port", server.Port, "--concurrency", 64);

    private static void Print(string what, Measured run) =>
        Console.WriteLine($"{what}: {run.Calls} sent, {run.Reused} rows from the journal, {run.Seconds:0.00} s");
}
