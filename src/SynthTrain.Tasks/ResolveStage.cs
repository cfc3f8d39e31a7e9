using System.Globalization;
using Microsoft.Build.Framework;
using SynthTrain.Core.Builds;
using SynthTrain.Core.IO;
using SynthTrain.Core.Jsonl;
using SynthTrain.Tasks.Resolving;
using SynthTrain.Tasks.Running;

namespace SynthTrain.Tasks;

/// <summary>Says whether a stage must run and why, and prepares request and key for its target. Under <c>-question</c> and in a dry run it only reads, and says what the stage would ask.</summary>
[MSBuildMultiThreadableTask]
public sealed class ResolveStage : WorkerTask, IIncrementalTask
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

    /// <summary>Only says what would be done.</summary>
    public bool DryRun { get; set; }

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
        new ResolutionReport(Messages).Print(resolution, FailIfNotIncremental && !DryRun);
        if (DryRun)
            Rehearse(resolution);
        else if (FailIfNotIncremental && MustRun && AsksModel(request) && Worker.Length > 0)
            Forecast(request.Stage, [request], ForecastOptions(request.Stage));
        if (Log.HasLoggedErrors || DryRun)
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

    // What comes after a stage that would run is told by the number of rows that the first one reads.
    private void Rehearse(Resolution resolution)
    {
        var request = resolution.Request;
        var watch = VerbWatch.Of(BuildEngine, ProjectDirectory, StateDirectory);
        var isSettled = watch?.IsSettled(request) != false;
        if (Log.HasLoggedErrors || (isSettled && !MustRun))
            return;
        var files = new PhysicalFileSystem();
        var first = Path.GetFullPath(request.PrimaryInput ?? "", ProjectDirectory);
        var rows = isSettled && first.EndsWith(".jsonl", StringComparison.Ordinal) && files.Stat(first) is not null ? JsonlReader.Count(files, first) : watch?.Rows ?? 0;
        watch?.WouldRun(request, rows);
        if (request.TeacherFile is null)
            Messages.Line($"{request.Stage}: would run");
        else if (isSettled || rows > 0)
            Forecast(request.Stage, [request], [.. ForecastOptions(request.Stage), "--list", .. isSettled ? Array.Empty<string>() : ["--rows", rows.ToString(CultureInfo.InvariantCulture)]]);
        else
            Messages.Line($"{request.Stage}: would run, with calls for the rows of '{request.PrimaryInput}', which are not known yet");
    }

    private IEnumerable<string> ForecastOptions(string stage)
    {
        if (StageNames.Hold(Force, stage))
            yield return $"--force={stage}";
        if (RetryRejected)
            yield return "--retry-rejected";
    }

    private ResolveOptions Options(string stage) => new()
    {
        Question = FailIfNotIncremental || DryRun,
        Force = StageNames.Hold(Force, stage),
        Adopt = StageNames.Hold(Adopt, stage),
        RetryRejected = RetryRejected,
        Ci = Ci,
    };
}
