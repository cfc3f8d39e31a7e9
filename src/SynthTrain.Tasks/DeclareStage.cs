using Microsoft.Build.Framework;
using SynthTrain.Tasks.Resolving;

namespace SynthTrain.Tasks;

/// <summary>Puts what a targets file says of a stage into one request. Touches no file.</summary>
[MSBuildMultiThreadableTask]
public sealed class DeclareStage : SynthTask
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

    /// <summary>Files that the stage reads, with metadata <c>Role</c>; the one whose rows it maps first.</summary>
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

    /// <summary>False for large results that the same inputs give again: the run cache keeps no second copy of them.</summary>
    public bool Cached { get; set; } = true;

    /// <summary>Rows to do; empty for all.</summary>
    public string? Limit { get; set; }

    /// <summary>The stage's name, with the request as metadata.</summary>
    [Output]
    public ITaskItem? Request { get; set; }

    private protected override void Perform() => Request = RequestItem.From(RequestFactory.Create(this));
}
