using Microsoft.Build.Framework;
using SynthTrain.Tasks.Resolving;
using SynthTrain.Tasks.Running;

namespace SynthTrain.Tasks;

/// <summary>Runs one stage in a worker process.</summary>
[MSBuildMultiThreadableTask]
public sealed class RunStage : WorkerTask
{
    /// <summary>The stage's name, lower case.</summary>
    [Required]
    public string Stage { get; set; } = "";

    /// <summary>Where <see cref="ResolveStage"/> wrote the request.</summary>
    [Required]
    public string StateDirectory { get; set; } = "";

    /// <summary>Stages to make anew.</summary>
    public string[] Force { get; set; } = [];

    /// <summary>Stages whose output the user made.</summary>
    public string[] Adopt { get; set; } = [];

    /// <summary>Asks rejected rows again.</summary>
    public bool RetryRejected { get; set; }

    /// <summary>The lockfile may not change.</summary>
    public bool Ci { get; set; }

    private protected override void Perform()
    {
        Work(Stage, Arguments());
        if (!Failed && !Log.HasLoggedErrors)
            VerbWatch.Of(BuildEngine, ProjectDirectory, StateDirectory)?.Done(Stage);
    }

    private IEnumerable<string> Arguments()
    {
        yield return "run";
        yield return "--request";
        yield return new StateFiles(ProjectDirectory, StateDirectory, Stage).Request;
        yield return "--protocol";
        yield return "ndjson";
        if (StageNames.Hold(Force, Stage))
            yield return "--force";
        if (StageNames.Hold(Adopt, Stage))
            yield return "--adopt";
        if (RetryRejected)
            yield return "--retry-rejected";
        if (Ci)
            yield return "--ci";
    }
}
