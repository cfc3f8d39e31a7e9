using System.Text.Json.Nodes;
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
        var (file, overrides) = (string.IsNullOrEmpty(File) ? [] : Read(File), Lines(Overrides ?? ""));
        Values = [.. Keys.Select(key => (Name: key.ItemSpec, From: key.GetMetadata("From").Split('|', StringSplitOptions.TrimEntries)))
            .Select(key => (key.Name, Value: Find(overrides, key.From) ?? Find(file, key.From)))
            .Where(key => key.Value is not null)
            .Select(key => new TaskItem(key.Name, new Dictionary<string, string>(StringComparer.Ordinal) { ["Value"] = Escaped(key.Value!) }))];
    }

    private Dictionary<string, string> Read(string file)
    {
        var map = YamlFile.Load(new PhysicalFileSystem(), Path.GetFullPath(file, ProjectDirectory), file, Codes.TrainingConfig);
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var key in map.Keys)
            Add(map.Json(key), key, values);
        return values;
    }

    // What YAML calls null is not there, as for the stage that reads the same file; a list is there whatever it holds.
    private static void Add(JsonNode? node, string path, Dictionary<string, string> values)
    {
        if (node is JsonObject map)
        {
            foreach (var (name, value) in map)
                Add(value, $"{path}.{name}", values);
        }
        else if (node is not null)
        {
            values[path] = node.ToString();
        }
    }

    // As the stage reads them: an empty value says nothing.
    private static Dictionary<string, string> Lines(string overrides)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var parts in overrides.Split([';', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => line.Split('=', 2, StringSplitOptions.TrimEntries)))
        {
            if (parts.Length == 2)
                values[parts[0]] = parts[1];
        }

        return values;
    }

    // Outputs of tasks are unescaped once; a value with '%' must come out as it was written.
    private static string Escaped(string value) => value.Replace("%", "%25", StringComparison.Ordinal);

    private static string? Find(Dictionary<string, string> values, string[] from) => from.Select(values.GetValueOrDefault).FirstOrDefault(value => !string.IsNullOrEmpty(value));
}
