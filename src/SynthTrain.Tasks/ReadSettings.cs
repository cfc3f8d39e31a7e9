using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using SynthTrain.Core.Configuration;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;

namespace SynthTrain.Tasks;

/// <summary>Reads single values of a YAML file, so that a targets file knows the paths that the user wrote there.</summary>
[MSBuildMultiThreadableTask]
public sealed class ReadSettings : SynthTask
{
    /// <summary>The file; empty has no values.</summary>
    public string? File { get; set; }

    /// <summary>Values laid over the file's, as <c>name=value</c>, separated by semicolons.</summary>
    public string? Overrides { get; set; }

    /// <summary>The values to read: a name, and in metadata <c>From</c> the paths of its key (<c>data.train_file</c>), the first that is there wins.</summary>
    [Required]
    public ITaskItem[] Keys { get; set; } = [];

    /// <summary>One item for each key that has a value, with metadata <c>Value</c>.</summary>
    [Output]
    public ITaskItem[] Values { get; set; } = [];

    private protected override void Perform()
    {
        var found = string.IsNullOrEmpty(File) ? [] : Read(File);
        foreach (var line in (Overrides ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var parts = line.Split('=', 2, StringSplitOptions.TrimEntries);
            if (parts.Length == 2)
                found[parts[0]] = parts[1];
        }

        Values = [.. Keys.Select(key => (Name: key.ItemSpec, Value: Find(found, key.GetMetadata("From")))).Where(key => key.Value is not null).Select(key => new TaskItem(key.Name, new Dictionary<string, string>(StringComparer.Ordinal) { ["Value"] = Escaped(key.Value!) }))];
    }

    private Dictionary<string, string> Read(string file)
    {
        var map = YamlFile.Load(new PhysicalFileSystem(), Path.GetFullPath(file, ProjectDirectory), file, Codes.TrainingConfig);
        var flat = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in map.Keys.SelectMany(map.Flatten))
            flat[name] = value;
        return flat;
    }

    // Outputs of tasks are unescaped once; a value with '%' must come out as it was written.
    private static string Escaped(string value) => value.Replace("%", "%25", StringComparison.Ordinal);

    private static string? Find(Dictionary<string, string> values, string from) =>
        from.Split('|', StringSplitOptions.TrimEntries).Select(values.GetValueOrDefault).FirstOrDefault(value => !string.IsNullOrEmpty(value));
}
