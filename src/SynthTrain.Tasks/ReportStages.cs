using System.Text;
using Microsoft.Build.Framework;
using SynthTrain.Core.Builds.Reports;
using SynthTrain.Core.IO;
using SynthTrain.Tasks.Resolving;

namespace SynthTrain.Tasks;

/// <summary>Prints what the stages took when they made what stands. Under <c>-question</c> nothing is done.</summary>
[MSBuildMultiThreadableTask]
public sealed class ReportStages : SynthTask, IIncrementalTask
{
    /// <summary>What <see cref="DeclareStage"/> made.</summary>
    [Required]
    public ITaskItem[] Requests { get; set; } = [];

    /// <summary>Where the report goes as JSON; empty for nowhere.</summary>
    public string? JsonFile { get; set; }

    /// <summary>Writes nothing, and after a verb that did nothing there is nothing to say.</summary>
    public bool DryRun { get; set; }

    /// <inheritdoc/>
    public bool FailIfNotIncremental { get; set; }

    private protected override void Perform()
    {
        if (FailIfNotIncremental || DryRun)
            return;
        var files = new PhysicalFileSystem();
        var reports = RunReport.Of(files, ProjectDirectory, [.. Requests.Select(RequestItem.Read)]);
        foreach (var line in reports.SelectMany(report => report.ToLines()))
            Messages.Line(line);
        if (!string.IsNullOrEmpty(JsonFile))
            AtomicFile.Write(files, Path.GetFullPath(JsonFile, ProjectDirectory), Encoding.UTF8.GetBytes(RunReport.ToJson(reports)));
    }
}
