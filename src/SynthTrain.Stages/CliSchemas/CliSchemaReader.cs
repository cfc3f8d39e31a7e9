using SynthTrain.Core.Configuration;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;

namespace SynthTrain.Stages.CliSchemas;

/// <summary>Reads the schema of a command line: <c>cli_name</c>, <c>description</c>, and commands with subcommands with <c>args</c> and <c>flags</c>.</summary>
public static class CliSchemaReader
{
    /// <summary>Reads a file.</summary>
    /// <param name="files">Where the file is.</param>
    /// <param name="path">Absolute path.</param>
    /// <param name="display">The name that errors print.</param>
    /// <exception cref="SynthException">Everything that is wrong, each fault with <see cref="Codes.BadCliSchema"/>, line and column; one fault when the file is missing or is no YAML.</exception>
    public static CliSchema Read(IFileSystem files, string path, string display)
    {
        var root = YamlFile.Load(files, path, display, Codes.BadCliSchema);
        var name = CliText.Name(root, "cli_name");
        var description = CliText.Optional(root, "description");
        var names = new CliNames("commands");
        var commands = Some(root, "commands", "one command").Select(map => Command(map, names)).ToList();
        root.Finish();
        return new(name, description, commands);
    }

    private static CliCommand Command(YamlMap map, CliNames names)
    {
        var name = names.Read(map, "name", "command");
        var description = CliText.Optional(map, "description");
        var inner = new CliNames($"the subcommands of '{name}'");
        return new(name, description, [.. Some(map, "subcommands", "one subcommand").Select(subcommand => Subcommand(subcommand, inner))]);
    }

    private static CliSubcommand Subcommand(YamlMap map, CliNames names)
    {
        var name = names.Read(map, "name", "subcommand");
        var description = CliText.Optional(map, "description");
        var inner = new CliNames($"the arguments and flags of '{name}'");
        var arguments = map.Maps("args").Select(argument => CliArgumentReader.Read(argument, inner)).ToList();
        var letters = new CliNames($"the short letters of '{name}'");
        return new(name, description, arguments, [.. map.Maps("flags").Select(flag => Flag(flag, inner, letters))]) { Line = map.Line };
    }

    private static CliFlag Flag(YamlMap map, CliNames names, CliNames letters)
    {
        var name = names.Read(map, "name", "flag");
        return new(name, map.Has("short") ? letters.Letter(map, "short") : null, CliText.Optional(map, "description"));
    }

    private static IReadOnlyList<YamlMap> Some(YamlMap map, string key, string least)
    {
        if (map.IsEmptyList(key))
            map.Fault(key, $"'{map.Named(key)}' is empty; give it at least {least}.");
        return map.Maps(key, required: true);
    }
}
