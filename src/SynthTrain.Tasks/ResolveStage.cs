using Microsoft.Build.Framework;
using SynthTrain.Core.Builds;
using SynthTrain.Core.IO;
using SynthTrain.Tasks.Resolving;
using SynthTrain.Tasks.Running;

namespace SynthTrain.Tasks;

/// <summary>Says whether a stage must run and why, and prepares request and key for its target. Under <c>-question</c> it only reads.</summary>
[MSBuildMultiThreadableTask]
public sealed class ResolveStage : SynthTask, IIncrementalTask
{
    /// <summary>What <see cref="DeclareStage"/> made.</summary>
    [Required]
    public ITaskItem Request { get; set; } = null!;

    /// <summary>Where requests and keys of the run go.</summary>
    [Required]
    public string StateDirectory { get; set; } = "";

    /// <summary>Rows to add to what is done; empty when the build is no batch.</summary>
    public string? BatchSize { get; set; }

    /// <summary>Stages to make anew.</summary>
    public string[] Force { get; set; } = [];

    /// <summary>Stages whose output the user made.</summary>
    public string[] Adopt { get; set; } = [];

    /// <summary>Hashes every file again.</summary>
    public bool Verify { get; set; }

    /// <summary>Asks rejected rows again.</summary>
    public bool RetryRejected { get; set; }

    /// <summary>The lockfile may not change.</summary>
    public bool Ci { get; set; }

    /// <summary>Stages that the verb is not complete without: this one and, where it is not the verb itself, those that called for it.</summary>
    public string[] Expected { get; set; } = [];

    /// <inheritdoc/>
    public bool FailIfNotIncremental { get; set; }

    /// <summary>The input of the stage's target; empty when the target has nothing to do here.</summary>
    [Output]
    public string TargetKeyFile { get; set; } = "";

    /// <summary>Whether the stage has to run.</summary>
    [Output]
    public bool MustRun { get; set; }

    private protected override void Perform()
    {
        var resolver = new StageResolver(new PhysicalFileSystem(), ProjectDirectory, verify: Verify);
        var request = RequestItem.Read(Request);
        if (RequestFactory.Count("SynthBatchSize", BatchSize) is { } size)
            request = request with { Limit = resolver.NextBatchLimit(request, size) };
        var resolution = resolver.Resolve(request, Options(request.Stage));
        MustRun = resolution.MustRun;
        new ResolutionReport(Messages).Print(resolution, FailIfNotIncremental);
        if (Log.HasLoggedErrors)
            return;
        // Under -question the answer is given above. A checkout without data, or without obj/, has nothing that a target could compare; without an input it is skipped.
        if (FailIfNotIncremental)
            return;
        var watch = VerbWatch.Of(BuildEngine, ProjectDirectory, StateDirectory);
        watch?.Expect(request.Run, Expected);
        if (!MustRun)
            watch?.Done(request.Stage);
        var state = new StateFiles(ProjectDirectory, StateDirectory, request.Stage);
        TargetKeyFile = state.Key;
        resolver.Apply(resolution, state.Request, state.Key);
        resolver.Save();
    }

    private ResolveOptions Options(string stage) => new()
    {
        Question = FailIfNotIncremental,
        Force = StageNames.Hold(Force, stage),
        Adopt = StageNames.Hold(Adopt, stage),
        RetryRejected = RetryRejected,
        Ci = Ci,
    };
}
