using Microsoft.Build.Framework;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Stages;
using SynthTrain.Core.Teachers;
using SynthTrain.Tasks.Messages;
using SynthTrain.Tasks.Resolving;
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

    /// <summary>Has the worker say what stages would ask; nothing is sent or written.</summary>
    /// <param name="work">What to call the work.</param>
    /// <param name="requests">The stages, in order.</param>
    /// <param name="options">Options of <c>synthtrain forecast</c>.</param>
    private protected void Forecast(string work, IEnumerable<StageRequest> requests, IEnumerable<string> options)
    {
        using var files = new RequestFiles(requests);
        Work(work, ["forecast", "--project", ProjectDirectory, "--protocol", "ndjson", .. options, "--request", .. files.Paths]);
    }

    /// <summary>Whether a stage asks a model; a fault of the teacher file is told elsewhere.</summary>
    private protected static bool AsksModel(StageRequest request)
    {
        try
        {
            return request.TeacherFile is { } file
                && TeacherConfig.Load(new PhysicalFileSystem(), Path.GetFullPath(file, request.ProjectDirectory), file, request.TeacherName).IsModel;
        }
        catch (SynthException)
        {
            return false;
        }
    }
}
