using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace SynthTrain.Bench.Http;

/// <summary>The loopback provider in a process of its own, so that its work is not counted as ours.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly Process _process;
    private readonly string _folder;

    private LoopbackServer(Process process, string folder, int port) => (_process, _folder, Port) = (process, folder, port);

    public int Port { get; }

    public static LoopbackServer Start(double latencyMs, double faults)
    {
        var folder = Directory.CreateTempSubdirectory("synthtrain-bench-").FullName;
        var (config, port) = (Path.Combine(folder, "config.json"), Path.Combine(folder, "port"));
        object[] rules = faults > 0
            ? [new { kinds = new[] { "rate_limit" }, rate = faults }, new { kinds = new[] { "server_error" }, rate = faults }]
            : [];
        File.WriteAllText(config, JsonSerializer.Serialize(new { latency_ms = latencyMs, keep_requests = 0, faults = new { rules } }));
        var start = new ProcessStartInfo(Dotnet()) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in new[] { Path.Combine(AppContext.BaseDirectory, "SynthTrain.ProviderServer.dll"), "--config", config, "--port-file", port })
            start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        while (!File.Exists(port) && !process.HasExited)
            Thread.Sleep(20);
        return new LoopbackServer(process, folder, int.Parse(File.ReadAllText(port), CultureInfo.InvariantCulture));
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Dotnet() => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";
}
