using System.Diagnostics;

namespace SynthTrain.Bench.Builds;

/// <summary>A build of <c>samples/PocketGuide -t:DataFull</c> with nothing to do, in turn with a build of a project that has nothing but Microsoft.Common.targets.</summary>
internal static class NoopVerb
{
    public static int Run(Arguments arguments)
    {
        var root = Root();
        var sample = Path.Combine(root, "samples", "PocketGuide");
        var empty = Path.Combine(root, "bench", "EmptyCommon");
        foreach (var project in new[] { sample, empty })
            Build(project, "restore");
        Build(sample, "build", "-t:DataFull", "--no-restore");
        // Files that were written a moment ago are hashed once more before the memo keeps them.
        Thread.Sleep(2500);
        Build(sample, "build", "-t:DataFull", "--no-restore");
        Build(empty, "build", "--no-restore");
        var (ours, yardstick) = (new List<double>(), new List<double>());
        for (var run = 0; run < arguments.Int("runs", 15); run++)
        {
            yardstick.Add(Build(empty, "build", "--no-restore"));
            ours.Add(Build(sample, "build", "-t:DataFull", "--no-restore"));
        }

        Console.WriteLine($"no-op: DataFull {Median.Of(ours):0.000} s, empty project {Median.Of(yardstick):0.000} s, ratio of medians {Median.Of(ours) / Median.Of(yardstick):0.00}, median of ratios {Median.Of(ours.Zip(yardstick, (a, b) => a / b)):0.00}");
        return 0;
    }

    private static double Build(string folder, params string[] words)
    {
        var start = new ProcessStartInfo("dotnet", words) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true };
        var begun = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? Stopwatch.GetElapsedTime(begun).TotalSeconds : throw new InvalidOperationException(output);
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "SynthTrain.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException("SynthTrain.sln was not found above the benchmark.");
    }
}
