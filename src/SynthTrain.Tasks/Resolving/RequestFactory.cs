using System.Globalization;
using Microsoft.Build.Framework;
using SynthTrain.Core.Builds;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Stages;

namespace SynthTrain.Tasks.Resolving;

/// <summary>Turns the properties of a <see cref="DeclareStage"/> into a request.</summary>
internal static class RequestFactory
{
    /// <summary>The request as the targets file states it, without a batch's limit.</summary>
    public static StageRequest Create(DeclareStage task) => new()
    {
        Stage = task.Stage,
        Run = task.Run,
        CodeVersion = task.CodeVersion,
        ProjectDirectory = task.ProjectDirectory,
        Inputs = [.. Files(task, task.Inputs), .. Code(task)],
        Outputs = Files(task, task.Outputs),
        Manifest = Relative(task.ProjectDirectory, task.Manifest),
        Parameters = Options(task.Parameters),
        Settings = Options(task.Settings),
        TeacherFile = Empty(task.TeacherFile) is { } file ? Relative(task.ProjectDirectory, file) : null,
        TeacherName = Empty(task.TeacherName),
        Limit = Count("SynthLimit", task.Limit),
        Cached = task.Cached ? null : false,
    };

    /// <summary>A whole number from 1; null when the property is empty.</summary>
    /// <exception cref="SynthException"><see cref="Codes.BadOption"/>.</exception>
    public static int? Count(string property, string? text)
    {
        if (Empty(text) is null)
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0
            ? value
            : throw new SynthException(Codes.BadOption, $"{property} is '{text}'; allowed is a whole number from 1.");
    }

    /// <summary>Relative to the project with <c>/</c>; absolute when outside it. As in all of MSBuild a backslash is a separator.</summary>
    public static string Relative(string projectDirectory, string path)
    {
        var layout = new ProjectLayout(projectDirectory);
        return layout.Relative(layout.Absolute(path.Replace('\\', '/')));
    }

    private static List<StageFile> Files(DeclareStage task, ITaskItem[] items) =>
        [.. items.Select(item => new StageFile(item.GetMetadata("Role"), Relative(task.ProjectDirectory, item.ItemSpec)))];

    // The user's code goes to stages that ask a teacher. It comes with the settings, which all stages share.
    private static IEnumerable<StageFile> Code(DeclareStage task) => Empty(task.TeacherFile) is null
        ? []
        : task.Settings.Where(IsCode).Select(item => new StageFile(item.GetMetadata("Role"), Relative(task.ProjectDirectory, item.ItemSpec)));

    private static bool IsCode(ITaskItem item) => item.GetMetadata("Role") is StageFile.Assembly or StageFile.AssemblyPart;

    /// <summary>Options by name, in ordinal order; an empty value means "not set".</summary>
    private static SortedDictionary<string, string> Options(ITaskItem[] items)
    {
        var options = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (Empty(item.GetMetadata("Value")) is { } value)
                options[item.ItemSpec] = value;
        }

        return options;
    }

    private static string? Empty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
