using Microsoft.Build.Framework;
using SynthTrain.Core.Builds;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Stages;
using SynthTrain.Tasks.Resolving;

namespace SynthTrain.Tasks;

/// <summary>Prints how all stages stand. Under <c>-question</c> each stage that is not current is an error; nothing is written then.</summary>
[MSBuildMultiThreadableTask]
public sealed class StageStatus : WorkerTask, IIncrementalTask
{
    /// <summary>What <see cref="DeclareStage"/> made.</summary>
    [Required]
    public ITaskItem[] Requests { get; set; } = [];

    /// <summary>Where the report goes as JSON; empty for nowhere.</summary>
    public string? JsonFile { get; set; }

    /// <summary>Says what stages that are not current would ask; where models are asked.</summary>
    public bool Forecasts { get; set; }

    /// <summary>Writes nothing.</summary>
    public bool DryRun { get; set; }

    /// <inheritdoc/>
    public bool FailIfNotIncremental { get; set; }

    private protected override void Perform()
    {
        var files = new PhysicalFileSystem();
        var requests = Requests.Select(RequestItem.Read).ToList();
        var report = StatusReport.Of(files, ProjectDirectory, requests, remember: !FailIfNotIncremental && !DryRun);
        foreach (var line in report.ToText().Split('\n', StringSplitOptions.RemoveEmptyEntries))
            Messages.Line(line);
        if (Forecasts && Worker.Length > 0)
            Outlook(report, requests);
        if (FailIfNotIncremental)
            Judge(report);
        else if (!DryRun && !string.IsNullOrEmpty(JsonFile))
            AtomicFile.Write(files, Path.GetFullPath(JsonFile, ProjectDirectory), System.Text.Encoding.UTF8.GetBytes(report.ToJson()));
    }

    // Exact for the first stage that would run, upper bounds for those after it.
    private void Outlook(StatusReport report, List<StageRequest> requests)
    {
        foreach (var run in requests.GroupBy(request => request.Run, StringComparer.Ordinal).Where(run => run.Any(AsksModel)))
        {
            if (report.Stages.Any(stage => stage.Run == run.Key && stage.State is not ("CURRENT" or "PINNED")))
                Forecast($"{run.Key} would ask", run, []);
        }
    }

    private void Judge(StatusReport report)
    {
        foreach (var stage in report.Stages.Where(stage => stage.State is not ("CURRENT" or "PINNED")))
            Messages.Report(Diagnostic.Error(Codes.Stale, $"stage '{stage.Stage}' is {stage.State.ToLowerInvariant()}: {ResolutionReport.Join(stage.Reasons)}"));
    }
}
