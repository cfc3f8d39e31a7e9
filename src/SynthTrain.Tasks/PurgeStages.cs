using Microsoft.Build.Framework;
using SynthTrain.Core.Builds;
using SynthTrain.Core.IO;
using SynthTrain.Tasks.Resolving;

namespace SynthTrain.Tasks;

/// <summary>Deletes what stages made; what the user made stays.</summary>
[MSBuildMultiThreadableTask]
public sealed class PurgeStages : SynthTask, IIncrementalTask
{
    /// <summary>What <see cref="DeclareStage"/> made.</summary>
    [Required]
    public ITaskItem[] Requests { get; set; } = [];

    /// <summary>Deletes replies and run cache too, which were paid for.</summary>
    public bool Paid { get; set; }

    /// <summary>As under <c>-question</c>.</summary>
    public bool DryRun { get; set; }

    /// <summary>Under <c>-question</c> it only says what would be deleted.</summary>
    public bool FailIfNotIncremental { get; set; }

    private protected override void Perform()
    {
        var purger = new Purger(new PhysicalFileSystem(), ProjectDirectory, rehearse: FailIfNotIncremental || DryRun);
        foreach (var line in purger.Purge([.. Requests.Select(RequestItem.Read)], Paid))
            Messages.Line(line);
    }
}
