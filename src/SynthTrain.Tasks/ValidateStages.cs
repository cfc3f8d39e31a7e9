using Microsoft.Build.Framework;
using SynthTrain.Core.IO;
using SynthTrain.Tasks.Resolving;

namespace SynthTrain.Tasks;

/// <summary>Has a worker check specs, prompts, schemas and the teacher file of all stages; runs none.</summary>
[MSBuildMultiThreadableTask]
public sealed class ValidateStages : WorkerTask, IIncrementalTask
{
    /// <summary>What <see cref="DeclareStage"/> made.</summary>
    [Required]
    public ITaskItem[] Requests { get; set; } = [];

    /// <summary>Where requests of the run go.</summary>
    [Required]
    public string StateDirectory { get; set; } = "";

    /// <summary>Only says what would be done.</summary>
    public bool DryRun { get; set; }

    /// <summary>Under <c>-question</c> nothing is done.</summary>
    public bool FailIfNotIncremental { get; set; }

    private protected override void Perform()
    {
        if (FailIfNotIncremental || DryRun)
            return;
        var files = new PhysicalFileSystem();
        var paths = Requests.Select(request => new StateFiles(ProjectDirectory, StateDirectory, request.ItemSpec).Declare(files, RequestItem.Read(request)));
        Work("validate", ["validate", "--protocol", "ndjson", "--request", .. paths]);
    }
}
