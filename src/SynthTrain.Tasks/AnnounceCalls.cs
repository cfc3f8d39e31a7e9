using System.Globalization;
using Microsoft.Build.Framework;
using SynthTrain.Core.Builds;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Tasks.Resolving;

namespace SynthTrain.Tasks;

/// <summary>Says how many teacher calls a verb can lead to, before the first is made. Silent when there is nothing to ask. Where they are paid, it says for how much, and stops when a key is missing or the user has not agreed.</summary>
[MSBuildMultiThreadableTask]
public sealed class AnnounceCalls : WorkerTask, IIncrementalTask
{
    /// <summary>What <see cref="DeclareStage"/> made, in order, with metadata <c>Answers</c>: what the teacher's answers are called; <c>Most</c>: how many there are at most, where that is not the rows of the first input; and <c>PerRow</c>: how many of them one row of <c>SynthLimit</c> gives.</summary>
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

    private static AskingStage Read(ITaskItem item) => new(RequestItem.Read(item), item.GetMetadata("Answers")) { Most = Count(item, "Most"), PerRow = Count(item, "PerRow") ?? 1 };

    private static long? Count(ITaskItem item, string name)
    {
        if (item.GetMetadata(name) is not { Length: > 0 } text)
            return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= uint.MaxValue
            ? count
            : throw new SynthException(Codes.BadOption, $"The number of answers to ask for in stage '{RequestItem.Read(item).Stage}' ({name}) is '{text}'; allowed is a whole number from 0, such as SynthCount=10000.");
    }

    private protected override void Perform()
    {
        if (FailIfNotIncremental || DryRun)
            return;
        var stages = Requests.Select(Read).ToList();
        if (CallForecast.Of(new PhysicalFileSystem(), ProjectDirectory, stages, stage => StageNames.Hold(Force, stage)) is not { } forecast)
            return;
        Messages.Line($"Asks the teacher for {forecast}; what was paid for before is not asked again.");
        var requests = stages.Select(stage => stage.Request).ToList();
        if (requests.Exists(AsksModel) && Worker.Length > 0)
            Forecast("calls", requests, ["--gate", .. Force.Select(stage => $"--force={stage}"), .. RetryRejected ? ["--retry-rejected"] : Array.Empty<string>()]);
    }
}
