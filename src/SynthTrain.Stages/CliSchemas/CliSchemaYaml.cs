using System.Globalization;
using System.Text;

namespace SynthTrain.Stages.CliSchemas;

/// <summary>Writes a schema as people write it: texts in quotes, keys in the usual order, only what is set.</summary>
internal sealed class CliSchemaYaml
{
    private readonly StringBuilder _yaml = new();

    /// <summary>The file's text; what <see cref="CliSchemaReader"/> reads back as the same.</summary>
    public string Write(CliSchema schema)
    {
        Line(0, "cli_name", Quoted(schema.Name));
        Described(0, schema.Description);
        Line(0, "commands", "");
        foreach (var command in schema.Commands)
        {
            Named(1, command.Name);
            Described(2, command.Description);
            Line(2, "subcommands", "");
            foreach (var subcommand in command.Subcommands)
                Add(subcommand);
        }

        return _yaml.ToString();
    }

    private void Add(CliSubcommand subcommand)
    {
        Named(3, subcommand.Name);
        Described(4, subcommand.Description);
        if (subcommand.Arguments.Count > 0)
            Line(4, "args", "");
        foreach (var argument in subcommand.Arguments)
            Add(argument);
        if (subcommand.Flags.Count > 0)
            Line(4, "flags", "");
        foreach (var flag in subcommand.Flags)
        {
            Named(5, flag.Name);
            if (flag.Short is { } letter)
                Line(6, "short", Quoted(letter));
            Described(6, flag.Description);
        }
    }

    private void Add(CliArgument argument)
    {
        Named(5, argument.Name);
        Line(6, "type", Quoted(CliArgumentReader.Named(argument.Type)));
        if (argument.Values.Count > 0)
            Line(6, "values", $"[{string.Join(", ", argument.Values.Select(Quoted))}]");
        if (argument.Default is { } value)
            Line(6, "default", value.ValueKind == System.Text.Json.JsonValueKind.String ? Quoted(value.GetString()!) : value.GetRawText());
        if (argument.IsRequired)
            Line(6, "required", "true");
        Described(6, argument.Description);
    }

    private void Named(int depth, string name) => _yaml.Append(' ', depth * 2).Append("- name: ").Append(Quoted(name)).Append('\n');

    private void Described(int depth, string description)
    {
        if (description.Length > 0)
            Line(depth, "description", Quoted(description));
    }

    private void Line(int depth, string key, string value) => _yaml.Append(' ', depth * 2).Append(key).Append(value.Length > 0 ? ": " : ":").Append(value).Append('\n');

    /// <summary>A double-quoted text (YAML 1.2, section 7.3.1): what could be taken for a line break, or cannot be seen, is escaped.</summary>
    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            var isHidden = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;
            if (rune.Value is '"' or '\\')
                quoted.Append('\\').Append(rune);
            else if (rune.Value == '\n')
                quoted.Append("\\n");
            else if (isHidden)
                quoted.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:X8}");
            else
                quoted.Append(rune);
        }

        return quoted.Append('"').ToString();
    }
}
