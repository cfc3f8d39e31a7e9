using Microsoft.Build.Framework;
using SynthTrain.Core.Builds;
using SynthTrain.Core.IO;
using SynthTrain.Tasks.Resolving;

namespace SynthTrain.Tasks;

/// <summary>Says how many teacher calls a verb can lead to, before the first is made. Silent when there is nothing to ask.</summary>
[MSBuildMultiThreadableTask]
public sealed class AnnounceCalls : SynthTask, IIncrementalTask
{
    /// <summary>What <see cref="DeclareStage"/> made, in order, with metadata <c>Answers</c>: what the teacher's answers are called.</summary>
    [Required]
    public ITaskItem[] Requests { get; set; } = [];

    /// <summary>Stages to make anew.</summary>
    public string[] Force { get; set; } = [];

    /// <summary>Under <c>-question</c> nothing is done.</summary>
    public bool FailIfNotIncremental { get; set; }

    private protected override void Perform()
    {
        if (FailIfNotIncremental)
            return;
        var stages = Requests.Select(request => (RequestItem.Read(request), request.GetMetadata("Answers"))).ToList();
        if (CallForecast.Of(new PhysicalFileSystem(), ProjectDirectory, stages, stage => StageNames.Hold(Force, stage)) is { } forecast)
            Messages.Line($"Asks the teacher for {forecast}; what was paid for before is not asked again.");
    }
}
