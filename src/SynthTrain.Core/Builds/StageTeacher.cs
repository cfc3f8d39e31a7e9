using System.Text;
using SynthTrain.Core.Hashing;
using SynthTrain.Core.IO;
using SynthTrain.Core.Stages;
using SynthTrain.Core.Teachers;

namespace SynthTrain.Core.Builds;

/// <summary>Reads the teacher that a stage asks.</summary>
public static class StageTeacher
{
    /// <summary>The named teacher; null for a stage that asks nobody. A user's own chat client carries the hash of its assemblies, so that rows and replies are the ones of its code.</summary>
    /// <exception cref="Diagnostics.SynthException">The faults of <see cref="TeacherConfig.Load"/>.</exception>
    public static TeacherDefinition? Load(IFileSystem files, ProjectLayout layout, StageRequest request)
    {
        if (request.TeacherFile is not { } file)
            return null;
        var teacher = TeacherConfig.Load(files, layout.Absolute(file), file, request.TeacherName);
        return teacher.Plugin is { } plugin ? teacher with { Plugin = plugin with { Version = VersionOf(files, layout, request) } } : teacher;
    }

    private static string? VersionOf(IFileSystem files, ProjectLayout layout, StageRequest request)
    {
        var text = new StringBuilder();
        foreach (var path in request.Inputs.Where(input => input.IsCode).Select(input => layout.Absolute(input.Path)).Where(path => files.Stat(path) is not null).Order(StringComparer.Ordinal))
            text.Append(Path.GetFileName(path)).Append(' ').Append(FileHasher.Hash(files, path)).Append('\n');
        return text.Length == 0 ? null : ContentHash.Of(text.ToString());
    }
}
