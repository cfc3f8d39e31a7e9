using SynthTrain.Core.Builds;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Stages.CliSchemas;

namespace SynthTrain.Worker.Schemas;

/// <summary>Finds a project's schemas, and what is there of each.</summary>
/// <param name="files">The file system.</param>
/// <param name="layout">The project.</param>
/// <param name="folders">Where schemas, data and models are.</param>
internal sealed class SchemaList(IFileSystem files, ProjectLayout layout, SchemaFolders folders)
{
    private static readonly string[] s_trained = ["sft", "dpo"];

    /// <summary>Faults of files that are no schemas.</summary>
    public List<Diagnostic> Faults { get; } = [];

    /// <summary>Every schema, by name.</summary>
    public IReadOnlyList<SchemaEntry> Read()
    {
        var entries = new List<SchemaEntry>();
        var found = files.Files(layout.Absolute(folders.Schemas), recursive: false).Where(file => Path.GetExtension(file) is ".yaml" or ".yml").ToList();
        if (found.Count == 0)
            Faults.Add(Diagnostic.Error(Codes.InputMissing, $"There is no schema in '{folders.Schemas}'; write '{folders.Schemas}/<name>.yaml', and name the training by -p:SynthName=<name>."));
        foreach (var file in found)
        {
            var display = layout.Relative(file);
            if (NameFault(Path.GetFileName(file)) is { } fault)
                Faults.Add(Diagnostic.Error(Codes.BadOption, fault, display));
            try
            {
                var schema = CliSchemaReader.Read(files, file, display);
                var name = Path.GetFileNameWithoutExtension(file);
                entries.Add(new(name, schema, Rows(name), Models(name)));
            }
            catch (SynthException e)
            {
                Faults.AddRange(e.Diagnostics);
            }
        }

        return entries;
    }

    private static string? NameFault(string file)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        if (!file.EndsWith(".yaml", StringComparison.Ordinal))
            return $"A training reads '{name}.yaml', not '{file}'; rename the file.";
        var isName = char.IsAsciiLetterOrDigit(name.FirstOrDefault()) && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-') && name is not ("main" or "sample");
        return isName ? null : $"No training can be named '{name}'; allowed are letters, digits, '_' and '-', and neither 'main' nor 'sample'. Rename the file.";
    }

    /// <summary>The folder of a schema: where a pattern says, or under its name.</summary>
    private static string Folder(string pattern, string name) =>
        pattern.Contains("{name}", StringComparison.Ordinal) ? pattern.Replace("{name}", name, StringComparison.Ordinal).TrimEnd('/') : $"{pattern.TrimEnd('/')}/{name}";

    private long? Rows(string name)
    {
        var path = layout.Absolute($"{Folder(folders.Data, name)}/train.jsonl");
        if (files.Stat(path) is null)
            return null;
        using var stream = files.OpenRead(path);
        var buffer = new byte[1 << 16];
        var lines = 0L;
        for (int read; (read = stream.Read(buffer)) > 0;)
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
        return lines;
    }

    private List<string> Models(string name)
    {
        var folder = layout.Absolute(Folder(folders.Models, name));
        var trained = s_trained.Where(part => files.Stat(Path.Combine(folder, part, "config.json")) is not null);
        return [.. trained, .. files.Files(folder, recursive: false).Select(file => Path.GetFileName(file)).Where(file => file.EndsWith(".gguf", StringComparison.Ordinal))];
    }
}
