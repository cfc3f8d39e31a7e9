using Microsoft.Build.Framework;
using SynthTrain.Core.Builds;
using SynthTrain.Core.IO;
using SynthTrain.Tasks.Resolving;

namespace SynthTrain.Tasks;

/// <summary>Says how many teacher calls a verb can lead to, before the first is made. Silent when there is nothing to ask.</summary>
[MSBuildMultiThreadableTask]
public sealed class AnnounceCalls : SynthTask, IIncrementalTask
{
    /// <summary>What <see cref="DeclareStage"/> made, in order.</summary>
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
        var files = new PhysicalFileSystem();
        var resolver = new StageResolver(files, ProjectDirectory);
        var forecast = new CallForecast(files, request => resolver.Resolve(request, new ResolveOptions { Question = true, Force = StageNames.Hold(Force, request.Stage) }).MustRun);
        if (forecast.Of([.. Requests.Select(RequestItem.Read)]) is { } words)
            Messages.Line(words);
    }
}
