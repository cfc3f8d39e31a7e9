using Microsoft.Build.Framework;
using SynthTrain.Tasks.Messages;
using SynthTrain.Tasks.Running;

namespace SynthTrain.Tasks;

/// <summary>A task whose work is done by a worker process: it owns the process from start to end, also when the build is cancelled or killed.</summary>
public abstract class WorkerTask : SynthTask, ICancelableTask
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);
    private volatile WorkerProcess? _worker;
    private volatile bool _cancelled;

    /// <summary>The worker, <c>synthtrain.dll</c>.</summary>
    [Required]
    public string Worker { get; set; } = "";

    /// <summary>The <c>dotnet</c> of this build; empty takes this process.</summary>
    public string? DotnetHost { get; set; }

    /// <inheritdoc/>
    public void Cancel()
    {
        _cancelled = true;
        _worker?.Cancel(Grace);
    }

    /// <summary>Runs the worker to its end and passes its messages on.</summary>
    /// <param name="work">What to call the work.</param>
    /// <param name="arguments">The worker's verb and arguments.</param>
    private protected void Work(string work, IEnumerable<string> arguments)
    {
        var host = string.IsNullOrEmpty(DotnetHost) ? Environment.ProcessPath! : DotnetHost;
        var guard = SignalGuard.Stand(BuildEngine as IBuildEngine4);
        using var worker = WorkerProcess.Start(WorkerCommand.Create(host, Path.GetFullPath(Worker, ProjectDirectory), ProjectDirectory, arguments));
        _worker = worker;
        if (guard?.Watch(worker) == false || _cancelled)
            worker.Cancel(Grace);
        try
        {
            var listener = new WorkerListener(work, Messages, new LiveProgress(BuildEngine, work, TerminalProbe.IsTerminalLogger, TimeProvider.System));
            foreach (var message in worker.Messages())
                listener.Receive(message);
            Failed = !listener.Succeeded;
            if (Failed && !worker.IsCancelled && !Log.HasLoggedErrors)
                Messages.Report(listener.Explain(worker.ExitCode, worker.ErrorTail));
        }
        finally
        {
            guard?.Unwatch(worker);
        }
    }
}
