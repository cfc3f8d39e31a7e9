using System.Globalization;
using Microsoft.Build.Framework;
using SynthTrain.Core.Builds;
using SynthTrain.Core.IO;
using SynthTrain.Tasks.Resolving;

namespace SynthTrain.Tasks;

/// <summary>Says how many teacher calls a verb can lead to, before the first is made. Silent when there is nothing to ask. Where they are paid, it says for how much, and stops when a key is missing or the user has not agreed.</summary>
[MSBuildMultiThreadableTask]
public sealed class AnnounceCalls : WorkerTask, IIncrementalTask
{
    /// <summary>What <see cref="DeclareStage"/> made, in order, with metadata <c>Answers</c>: what the teacher's answers are called; and <c>Most</c>: how many there are at most, where that is not the rows of the first input.</summary>
    [Required]
    public ITaskItem[] Requests { get; set; } = [];

    /// <summary>Stages to make anew.</summary>
    public string[] Force { get; set; } = [];

    /// <summary>Asks rejected rows again.</summary>
    public bool RetryRejected { get; set; }

    /// <summary>In a dry run each stage says by itself what it would ask.</summary>
    public bool DryRun { get; set; }

    /// <summary>Under <c>-question</c> nothing is done.</summary>
    public bool FailIfNotIncremental { get; set; }

    private static long? Most(ITaskItem request) => long.TryParse(request.GetMetadata("Most"), NumberStyles.None, CultureInfo.InvariantCulture, out var most) ? most : null;

    private protected override void Perform()
    {
        if (FailIfNotIncremental || DryRun)
            return;
        var stages = Requests.Select(request => (RequestItem.Read(request), request.GetMetadata("Answers"), Most(request))).ToList();
        if (CallForecast.Of(new PhysicalFileSystem(), ProjectDirectory, stages, stage => StageNames.Hold(Force, stage)) is not { } forecast)
            return;
        Messages.Line($"Asks the teacher for {forecast}; what was paid for before is not asked again.");
        var requests = stages.Select(stage => stage.Item1).ToList();
        if (requests.Exists(AsksModel) && Worker.Length > 0)
            Forecast("calls", requests, ["--gate", .. Force.Select(stage => $"--force={stage}"), .. RetryRejected ? ["--retry-rejected"] : Array.Empty<string>()]);
    }
}
