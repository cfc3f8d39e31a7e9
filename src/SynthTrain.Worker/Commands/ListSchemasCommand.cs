using System.CommandLine;
using SynthTrain.Core.Builds;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Worker.Schemas;

namespace SynthTrain.Worker.Commands;

/// <summary><c>synthtrain list-schemas</c>: the schemas that a training can be named after, and what is there of each.</summary>
internal static class ListSchemasCommand
{
    private static readonly string[] s_heads = ["name", "cli", "commands", "subcommands", "arguments", "flags", "data", "models", "description"];

    public static Command Create()
    {
        var project = ProjectOption.Create();
        var protocol = ProtocolOption.Create();
        var schemas = Folder("--folder", "The folder of the schemas.", "schemas");
        var data = Folder("--data", "The folder that has a folder of data for each schema; with {name} in it, that of each schema.", "training/data");
        var models = Folder("--models", "The folder that has a folder of models for each schema; with {name} in it, that of each schema.", "training/models");
        var command = new Command("list-schemas", "List a project's schemas: what each holds, and which have data and models.") { project, protocol, schemas, data, models };
        command.SetAction(result => ProtocolOption.RunAsync(
            result.GetValue(protocol)!,
            result.GetValue(project)!.FullName,
            context => Task.FromResult(List(context, new(result.GetValue(schemas)!, result.GetValue(data)!, result.GetValue(models)!)))));
        return command;
    }

    private static Option<string> Folder(string name, string description, string usual) => new(name) { Description = description, DefaultValueFactory = _ => usual };

    private static string List(VerbContext context, SchemaFolders folders)
    {
        var list = new SchemaList(context.Files, new ProjectLayout(context.Project), folders);
        var entries = list.Read();
        IReadOnlyList<string>[] rows = [s_heads, .. entries.Select(entry => entry.Cells)];
        int[] widths = [.. s_heads.Select((_, column) => rows.Max(row => row[column].Length))];
        foreach (var row in entries.Count > 0 ? rows : [])
            context.Channel.Text(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        return list.Faults.Count == 0 ? $"{entries.Count} {(entries.Count == 1 ? "schema" : "schemas")} in '{folders.Schemas}'" : throw new SynthException(list.Faults);
    }
}
