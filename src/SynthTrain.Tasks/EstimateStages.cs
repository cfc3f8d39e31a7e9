using Microsoft.Build.Framework;
using SynthTrain.Tasks.Resolving;

namespace SynthTrain.Tasks;

/// <summary>Says what a verb will take before its first stage runs: work, resource, time and money of each stage. Under <c>-question</c> nothing is done. It refuses nothing: what is missing is told by the stage that misses it.</summary>
[MSBuildMultiThreadableTask]
public sealed class EstimateStages : WorkerTask, IIncrementalTask
{
    /// <summary>What <see cref="DeclareStage"/> made, in order.</summary>
    [Required]
    public ITaskItem[] Requests { get; set; } = [];

    /// <summary>The verbs that are wanted; stages that make what these read come with them.</summary>
    [Required]
    public string[] Wanted { get; set; } = [];

    /// <summary>What the verb leaves out, and why, in words.</summary>
    public string[] LeftOut { get; set; } = [];

    /// <summary>Stages to make anew.</summary>
    public string[] Force { get; set; } = [];

    /// <summary>Asks rejected rows again.</summary>
    public bool RetryRejected { get; set; }

    /// <inheritdoc/>
    public bool FailIfNotIncremental { get; set; }

    private protected override void Perform()
    {
        if (FailIfNotIncremental)
            return;
        using var files = new RequestFiles(Requests.Select(RequestItem.Read));
        Work("estimate", ["estimate", "--project", ProjectDirectory, "--protocol", "ndjson", .. Wanted.Select(verb => $"--for={verb}"), .. Force.Select(stage => $"--force={stage}"), .. RetryRejected ? ["--retry-rejected"] : Array.Empty<string>(), "--request", .. files.Paths]);
        foreach (var stage in LeftOut)
            Messages.Line(stage);
    }
}
