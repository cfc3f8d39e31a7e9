using Microsoft.Build.Framework;
using SynthTrain.Core.Builds;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Stages;
using SynthTrain.Tasks.Resolving;

namespace SynthTrain.Tasks;

/// <summary>Says whether a stage must run and why, and prepares request and key for its target. Under <c>-question</c> it only reads.</summary>
[MSBuildMultiThreadableTask]
public sealed class ResolveStage : SynthTask, IIncrementalTask
{
    /// <summary>The stage's name, lower case.</summary>
    [Required]
    public string Stage { get; set; } = "";

    /// <summary><c>main</c>, <c>sample</c>, or the name of a training or pipeline.</summary>
    [Required]
    public string Run { get; set; } = "";

    /// <summary>The stage's code version.</summary>
    [Required]
    public int CodeVersion { get; set; }

    /// <summary>Files that the stage reads, with metadata <c>Role</c>.</summary>
    public ITaskItem[] Inputs { get; set; } = [];

    /// <summary>Files that the stage writes, with metadata <c>Role</c>; the primary one first.</summary>
    [Required]
    public ITaskItem[] Outputs { get; set; } = [];

    /// <summary>The manifest beside the primary output.</summary>
    [Required]
    public string Manifest { get; set; } = "";

    /// <summary>Options that shape the output, with metadata <c>Value</c>.</summary>
    public ITaskItem[] Parameters { get; set; } = [];

    /// <summary>Options that do not shape the output, with metadata <c>Value</c>.</summary>
    public ITaskItem[] Settings { get; set; } = [];

    /// <summary>The teacher file; empty for a stage that asks nobody.</summary>
    public string? TeacherFile { get; set; }

    /// <summary>The named teacher; empty takes the file's default.</summary>
    public string? TeacherName { get; set; }

    /// <summary>Rows to do; empty for all.</summary>
    public string? Limit { get; set; }

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

    /// <summary>Where the request goes.</summary>
    [Required]
    public string RequestFile { get; set; } = "";

    /// <summary>Where the key goes.</summary>
    [Required]
    public string KeyFile { get; set; } = "";

    /// <summary>Only says what would be asked, in <see cref="Request"/>: for status, purge and the announcement.</summary>
    public bool Describe { get; set; }

    /// <inheritdoc/>
    public bool FailIfNotIncremental { get; set; }

    /// <summary>The input of the stage's target; empty when the target has nothing to do here.</summary>
    [Output]
    public string TargetKeyFile { get; set; } = "";

    /// <summary>Whether the stage has to run.</summary>
    [Output]
    public bool MustRun { get; set; }

    /// <summary>The stage's name with the request as metadata <c>Json</c>.</summary>
    [Output]
    public ITaskItem? Request { get; set; }

    private protected override void Perform()
    {
        var request = RequestFactory.Create(this);
        if (Describe)
            Request = RequestItem.From(request);
        else
            Resolve(request);
    }

    private void Resolve(StageRequest request)
    {
        var resolver = new StageResolver(new PhysicalFileSystem(), ProjectDirectory, verify: Verify);
        if (RequestFactory.Count("SynthBatchSize", BatchSize) is { } size)
            request = request with { Limit = resolver.NextBatchLimit(request, size) };
        var resolution = resolver.Resolve(request, Options());
        MustRun = resolution.MustRun;
        new ResolutionReport(Messages).Print(request, resolution, FailIfNotIncremental);
        if (Log.HasLoggedErrors)
            return;
        TargetKeyFile = FailIfNotIncremental && resolution.State == StageState.Pinned ? "" : KeyFile;
        if (FailIfNotIncremental)
            return;
        resolver.Apply(resolution, Absolute(RequestFile), Absolute(KeyFile));
        resolver.Save();
    }

    private ResolveOptions Options() => new()
    {
        Question = FailIfNotIncremental,
        Force = Names(Force),
        Adopt = Names(Adopt),
        Verify = Verify,
        RetryRejected = RetryRejected,
        Ci = Ci,
    };

    private bool Names(string[] stages) => stages.Contains(Stage, StringComparer.OrdinalIgnoreCase);

    private string Absolute(string path) => Path.GetFullPath(path, ProjectDirectory);
}
