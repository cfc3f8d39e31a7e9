using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using SynthTrain.Loopback;
using SynthTrain.Loopback.Hosting;

string? Option(string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;

var options = Option("--config") is { } file
    ? JsonSerializer.Deserialize<ProviderServerOptions>(await File.ReadAllBytesAsync(file), ServerJson.Options)!
    : new ProviderServerOptions { KeepRequests = 0 };
if (Option("--log-file") is { } log)
    options = options with { LogFile = log };

var stop = new TaskCompletionSource();
void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.TrySetResult();
}

using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
await WarmUp.RunAsync(options);
await using var server = await ProviderServer.StartAsync(options);
if (Option("--port-file") is { } portFile)
{
    // Under another name first: whoever waits for the file must find it whole.
    await File.WriteAllTextAsync(portFile + ".tmp", server.BaseUrl.Port.ToString(CultureInfo.InvariantCulture));
    File.Move(portFile + ".tmp", portFile, overwrite: true);
}

Console.WriteLine(server.BaseUrl);
await stop.Task;
