using Microsoft.Build.Framework;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Tasks.Messages;
using SynthTrain.Tasks.Running;

namespace SynthTrain.Tasks;

/// <summary>Runs one stage in a worker process and passes its messages on.</summary>
[MSBuildMultiThreadableTask]
public sealed class RunStage : SynthTask, ICancelableTask
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);
    private volatile WorkerProcess? _worker;
    private volatile bool _cancelled;

    /// <summary>The stage's name, lower case.</summary>
    [Required]
    public string Stage { get; set; } = "";

    /// <summary>The request that <see cref="ResolveStage"/> wrote.</summary>
    [Required]
    public string RequestFile { get; set; } = "";

    /// <summary>The worker, <c>synthtrain.dll</c>.</summary>
    [Required]
    public string Worker { get; set; } = "";

    /// <summary>The <c>dotnet</c> of this build; empty takes this process.</summary>
    public string? DotnetHost { get; set; }

    /// <summary>Stages to make anew.</summary>
    public string[] Force { get; set; } = [];

    /// <summary>Stages whose output the user made.</summary>
    public string[] Adopt { get; set; } = [];

    /// <summary>Asks rejected rows again.</summary>
    public bool RetryRejected { get; set; }

    /// <inheritdoc/>
    public void Cancel()
    {
        _cancelled = true;
        _worker?.Cancel(Grace);
    }

    private protected override void Perform()
    {
        var guard = SignalGuard.Stand(BuildEngine as IBuildEngine4);
        using var worker = WorkerProcess.Start(WorkerCommand.Create(Host(), Path.GetFullPath(Worker, ProjectDirectory), ProjectDirectory, Arguments()));
        _worker = worker;
        if (_cancelled || guard?.Watch(worker) == false)
            worker.Cancel(Grace);
        try
        {
            var progress = new LiveProgress(BuildEngine, Stage, TerminalProbe.IsTerminalLogger, TimeProvider.System);
            var listener = new WorkerListener(Stage, Messages, progress);
            foreach (var message in worker.Messages())
                listener.Receive(message);
            Conclude(listener, worker);
        }
        finally
        {
            guard?.Unwatch(worker);
        }
    }

    private void Conclude(WorkerListener listener, WorkerProcess worker)
    {
        Failed = !listener.Succeeded;
        if (Failed && !worker.IsCancelled && !Log.HasLoggedErrors)
            Messages.Report(listener.Explain(worker.ExitCode, worker.ErrorTail));
    }

    private string Host() => string.IsNullOrEmpty(DotnetHost) ? Environment.ProcessPath! : DotnetHost;

    private IEnumerable<string> Arguments()
    {
        yield return "run";
        yield return "--request";
        yield return Path.GetFullPath(RequestFile, ProjectDirectory);
        yield return "--protocol";
        yield return "ndjson";
        if (Force.Contains(Stage, StringComparer.OrdinalIgnoreCase))
            yield return "--force";
        if (Adopt.Contains(Stage, StringComparer.OrdinalIgnoreCase))
            yield return "--adopt";
        if (RetryRejected)
            yield return "--retry-rejected";
    }
}
