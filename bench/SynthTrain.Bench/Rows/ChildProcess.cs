using System.Diagnostics;
using System.Text.Json;

namespace SynthTrain.Bench.Rows;

/// <summary>Runs <see cref="RowsChild"/> as a process, so that memory and processor time are that run's alone.</summary>
internal static class ChildProcess
{
    public static Task<Measured> RunAsync(BenchProject project, int latency, int concurrency) =>
        RunAsync("child", "--root", project.Root, "--latency", latency, "--concurrency", concurrency);

    public static async Task<Measured> RunAsync(params object[] arguments)
    {
        using var process = Process.Start(StartInfo(arguments))!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<Measured>(output)!
            : throw new InvalidOperationException($"The run ended with {process.ExitCode}.");
    }

    public static ProcessStartInfo StartInfo(params object[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        // Started as `dotnet x.dll`, the process is dotnet and needs the file's name again.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(ChildProcess).Assembly.Location);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument.ToString()!);
        return start;
    }
}
