using Microsoft.Build.Framework;
using SynthTrain.Core.Builds;
using SynthTrain.Tasks.Resolving;

namespace SynthTrain.Tasks;

/// <summary>Checks that the stages can be put in an order. Touches no file, so it runs under <c>-question</c> too.</summary>
[MSBuildMultiThreadableTask]
public sealed class CheckStages : SynthTask, IIncrementalTask
{
    /// <summary>What <see cref="DeclareStage"/> made, of all stages.</summary>
    [Required]
    public ITaskItem[] Requests { get; set; } = [];

    /// <summary>Makes no difference: the check writes nothing.</summary>
    public bool FailIfNotIncremental { get; set; }

    private protected override void Perform()
    {
        foreach (var fault in StageGraph.Check([.. Requests.Select(RequestItem.Read)]))
            Messages.Report(fault);
    }
}
