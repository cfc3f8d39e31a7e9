using System.Globalization;
using SynthTrain.Core.Builds;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Hashing;
using SynthTrain.Core.IO;
using SynthTrain.Core.Protocol;
using SynthTrain.Core.Stages;

namespace SynthTrain.FakeWorker;

/// <summary>
/// A worker for tests of the SDK: the real engine around a stage that writes as many rows as its first input has
/// (<c>FAKE_ROWS</c> when that is no data of another stage), named after the inputs' content.
/// <c>FAKE_LATENCY_MS</c> delays each row; <c>FAKE_MODE</c> is <c>crash</c>, <c>deaf</c> (never stops by itself), <c>warn</c> or <c>noise</c>.
/// </summary>
internal sealed class FakeStage(string[] args) : IDiagnosticSink, IProgressSink
{
    private readonly CancellationTokenSource _stop = new();
    private readonly string _mode = Environment.GetEnvironmentVariable("FAKE_MODE") ?? "";

    public async Task<int> RunAsync()
    {
        Send(new WorkerMessage { Type = "hello", Version = "0", ProcessId = Environment.ProcessId });
        using var terminate = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGTERM, context => context.Cancel = true);
        using var interrupt = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGINT, context => context.Cancel = true);
        new Thread(Obey) { IsBackground = true }.Start();
        if (args[0] is "validate" or "forecast")
            return Result("complete", "checked");
        try
        {
            var files = new PhysicalFileSystem();
            var request = StageRequestFile.Read(files, args[Array.IndexOf(args, "--request") + 1]);
            var options = new ExecuteOptions { Force = args.Contains("--force"), Adopt = args.Contains("--adopt"), RetryRejected = args.Contains("--retry-rejected") };
            var outcome = await new StageExecutor(new EnginePorts(files, TimeProvider.System, this, this)).ExecuteAsync(request, options, Run, _stop.Token);
            Send(new WorkerMessage { Type = "text", Message = $"{request.Stage}: {outcome.State}" });
            return Result(outcome.State, request.Stage);
        }
        catch (OperationCanceledException)
        {
            Report(Diagnostic.Error(Codes.Interrupted, "The stage was interrupted."));
            return Result("interrupted", "interrupted");
        }
        catch (SynthException e)
        {
            Report(e.Diagnostics[0]);
            return Result("failed", e.Message);
        }
    }

    public void Report(Diagnostic diagnostic) => Send(WorkerMessage.From(diagnostic));

    public void Report(StageProgress progress) => Send(new WorkerMessage { Type = "progress", Done = progress.Done, Total = progress.Total, Reused = progress.Reused, Tokens = progress.Tokens });

    private async Task<StageResult> Run(StageExecution execution)
    {
        var request = execution.Context.Request;
        var rows = Math.Min(Rows(request), request.Limit ?? int.MaxValue);
        var latency = int.Parse(Environment.GetEnvironmentVariable("FAKE_LATENCY_MS") ?? "0", CultureInfo.InvariantCulture);
        var content = request.Inputs.Aggregate("", (text, input) => ContentHash.Of(text + File.ReadAllText(Path.GetFullPath(input.Path, request.ProjectDirectory))));
        Misbehave(request);
        foreach (var output in request.Outputs.Where(output => output.Role != request.Outputs[0].Role))
        {
            await using var stream = execution.Context.OpenOutput(output.Role);
            stream.Write("{}\n"u8);
        }

        await using var writer = new StreamWriter(execution.Context.OpenOutput(request.Outputs[0].Role));
        for (var row = 0; row < rows; row++)
        {
            await Task.Delay(latency, _stop.Token);
            await writer.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{{\"id\":\"{row}\",\"of\":\"{content}\"}}\n"));
            Report(new StageProgress(row + 1, rows, 0, 0, null));
        }

        return new StageResult { RowsIn = rows, Accepted = rows, PartialReason = request.Limit is null ? null : "limit" };
    }

    private static int Rows(StageRequest request) => request.Inputs[0].Path.EndsWith(".jsonl", StringComparison.Ordinal) && request.Inputs[0].Role != "rows"
        ? File.ReadLines(Path.GetFullPath(request.Inputs[0].Path, request.ProjectDirectory)).Count()
        : int.Parse(Environment.GetEnvironmentVariable("FAKE_ROWS") ?? "3", CultureInfo.InvariantCulture);

    private void Misbehave(StageRequest request)
    {
        switch (_mode)
        {
            case "crash":
                Console.Error.WriteLine("the last words of the worker");
                Environment.Exit(7);
                break;
            case "warn":
                Report(Diagnostic.Warning(Codes.RowsRejected, "a row is odd", request.Inputs[0].Path, 2, 5));
                break;
            case "noise":
                Console.Out.WriteLine("not a message");
                break;
            default:
                break;
        }
    }

    private void Obey()
    {
        while (Console.In.ReadLine() is { } line)
        {
            if (WorkerMessage.Parse(line)?.Type == "cancel" && _mode != "deaf")
                _stop.Cancel();
        }

        Environment.Exit(9);
    }

    private static int Result(string state, string message)
    {
        Send(new WorkerMessage { Type = "result", State = state, Message = message });
        return state is "failed" or "interrupted" ? 1 : 0;
    }

    private static void Send(WorkerMessage message) => Console.Out.WriteLine(message.ToLine());
}
