using System.Globalization;
using SynthTrain.Core.Configuration;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;

namespace SynthTrain.Core.Teachers;

/// <summary>The teachers of <c>configs/teacher.yaml</c>.</summary>
public static class TeacherConfig
{
    private static readonly string[] s_sampling = ["temperature", "top_p", "top_k", "max_tokens", "seed", "frequency_penalty", "presence_penalty"];

    /// <summary>Reads one named teacher; the whole file is checked.</summary>
    /// <param name="files">Where the file is.</param>
    /// <param name="path">Absolute path.</param>
    /// <param name="display">The name that errors print.</param>
    /// <param name="name">The teacher's name; null takes the file's <c>default</c>.</param>
    /// <exception cref="SynthException"><see cref="Codes.BadTeacher"/> or the faults of reading.</exception>
    public static TeacherDefinition Load(IFileSystem files, string path, string display, string? name)
    {
        var root = YamlFile.Load(files, path, display, Codes.BadTeacher);
        var runtime = root.Map("runtime");
        var dryRun = runtime?.Flag("dry_run", false) ?? false;
        var latency = runtime?.Int("latency_ms", 0, 0, 600_000) ?? 0;
        var wanted = name ?? root.Text("default", "default");
        root.Has("default");
        var teachers = root.Map("teachers", required: true);
        TeacherDefinition? found = null;
        foreach (var key in teachers?.Keys ?? [])
        {
            if (teachers!.Map(key) is { } map && Read(key, map, latency) is var teacher && key == wanted)
                found = teacher;
        }

        if (found is null && name is null && teachers is not null && root.Has("default"))
            root.Fault("default", $"There is no teacher '{wanted}'; the file names {string.Join(", ", teachers.Keys)}.");
        root.Finish();
        if (found is null)
            throw new SynthException(Codes.BadTeacher, $"There is no teacher '{wanted}'; the file names {string.Join(", ", teachers!.Keys)}.", display, teachers.Line, teachers.Column);
        return dryRun
            ? found with { Provider = TeacherDefinition.DryRunProvider, Models = [TeacherDefinition.DryRunProvider] }
            : found;
    }

    private static TeacherDefinition Read(string name, YamlMap map, int latency)
    {
        var provider = map.Text("provider", TeacherDefinition.OfflineProvider);
        var models = map.Has("models") ? map.Texts("models") : [map.Text("model", provider == TeacherDefinition.OfflineProvider ? "rules" : null)];
        map.Has("model");
        if (provider != TeacherDefinition.OfflineProvider)
            map.Fault("provider", $"'{map.Path}.provider' is '{provider}'; allowed is {TeacherDefinition.OfflineProvider}.");
        if (models.Count == 0)
            map.Fault("models", $"'{map.Path}.models' is empty; name at least one model.");
        var parameters = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var sampling in s_sampling.Where(map.Has))
            parameters[sampling] = map.Number(sampling).ToString(CultureInfo.InvariantCulture);
        foreach (var (option, value) in map.Flatten("options"))
            parameters[option] = value;
        return new TeacherDefinition
        {
            Name = name,
            Provider = provider,
            Models = models,
            SystemPrompt = map.OptionalText("system_prompt"),
            Parameters = parameters,
            LatencyMs = latency,
        };
    }
}
