using Microsoft.Build.Framework;
using SynthTrain.Core.Builds;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Tasks.Resolving;

namespace SynthTrain.Tasks;

/// <summary>Prints how all stages stand. Under <c>-question</c> each stage that is not current is an error; nothing is written then.</summary>
[MSBuildMultiThreadableTask]
public sealed class StageStatus : SynthTask, IIncrementalTask
{
    /// <summary>What <see cref="DeclareStage"/> made.</summary>
    [Required]
    public ITaskItem[] Requests { get; set; } = [];

    /// <summary>Where the report goes as JSON; empty for nowhere.</summary>
    public string? JsonFile { get; set; }

    /// <inheritdoc/>
    public bool FailIfNotIncremental { get; set; }

    private protected override void Perform()
    {
        var files = new PhysicalFileSystem();
        var report = StatusReport.Of(files, ProjectDirectory, [.. Requests.Select(RequestItem.Read)], remember: !FailIfNotIncremental);
        foreach (var line in report.ToText().Split('\n', StringSplitOptions.RemoveEmptyEntries))
            Messages.Line(line);
        if (FailIfNotIncremental)
            Judge(report);
        else if (!string.IsNullOrEmpty(JsonFile))
            AtomicFile.Write(files, Path.GetFullPath(JsonFile, ProjectDirectory), System.Text.Encoding.UTF8.GetBytes(report.ToJson()));
    }

    private void Judge(StatusReport report)
    {
        foreach (var stage in report.Stages.Where(stage => stage.State is not ("CURRENT" or "PINNED")))
            Messages.Report(Diagnostic.Error(Codes.Stale, $"stage '{stage.Stage}' is {stage.State.ToLowerInvariant()}: {ResolutionReport.Join(stage.Reasons)}"));
    }
}
