using SynthTrain.Core.Configuration;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;

namespace SynthTrain.Core.Teachers;

/// <summary>The teachers of <c>configs/teacher.yaml</c>.</summary>
public static class TeacherConfig
{
    /// <summary>Reads one named teacher; the whole file is checked.</summary>
    /// <param name="files">Where the file is.</param>
    /// <param name="path">Absolute path.</param>
    /// <param name="display">The name that errors print.</param>
    /// <param name="name">The teacher's name; null takes the file's <c>default</c>; <c>replay</c> or <c>replay:NAME</c> answers from recorded replies of that teacher alone.</param>
    /// <exception cref="SynthException"><see cref="Codes.BadTeacher"/> or the faults of reading.</exception>
    public static TeacherDefinition Load(IFileSystem files, string path, string display, string? name)
    {
        var (replay, asked) = Replay(name);
        var root = YamlFile.Load(files, path, display, Codes.BadTeacher);
        var runtime = root.Map("runtime");
        var dryRun = runtime?.Flag("dry_run", false) ?? false;
        var latency = runtime?.Int("latency_ms", 0, 0, 600_000) ?? 0;
        var wanted = asked ?? root.Text("default", "default");
        root.Has("default");
        var teachers = root.Map("teachers", required: true);
        TeacherDefinition? found = null;
        foreach (var key in teachers?.Keys ?? [])
        {
            if (teachers!.Map(key) is { } map && TeacherReader.Read(key, map) is var teacher && key == wanted)
                found = teacher with { LatencyMs = latency, Replay = replay };
        }

        if (found is null && asked is null && teachers is not null && root.Has("default"))
            root.Fault("default", $"There is no teacher '{wanted}'; the file names {string.Join(", ", teachers.Keys)}.");
        root.Finish();
        if (found is null)
            throw new SynthException(Codes.BadTeacher, $"There is no teacher '{wanted}'; the file names {string.Join(", ", teachers!.Keys)}.", display, teachers.Line, teachers.Column);
        return dryRun
            ? found with { Provider = TeacherDefinition.DryRunProvider, Models = [TeacherDefinition.DryRunProvider] }
            : found;
    }

    /// <summary>Reads all named teachers, in the file's order; <c>runtime</c> is left aside.</summary>
    /// <exception cref="SynthException"><see cref="Codes.BadTeacher"/> or the faults of reading.</exception>
    public static IReadOnlyList<TeacherDefinition> LoadAll(IFileSystem files, string path, string display)
    {
        var root = YamlFile.Load(files, path, display, Codes.BadTeacher);
        root.Has("runtime");
        root.Has("default");
        var teachers = root.Map("teachers", required: true);
        var all = new List<TeacherDefinition>();
        foreach (var key in teachers?.Keys ?? [])
        {
            if (teachers!.Map(key) is { } map)
                all.Add(TeacherReader.Read(key, map));
        }

        root.Finish();
        return all;
    }

    private static (bool Replay, string? Name) Replay(string? name)
    {
        const string Prefix = TeacherDefinition.ReplayName + ":";
        if (name == TeacherDefinition.ReplayName)
            return (true, null);
        return name?.StartsWith(Prefix, StringComparison.Ordinal) == true ? (true, name[Prefix.Length..]) : (false, name);
    }
}
