using System.Globalization;
using SynthTrain.Stages.CliSchemas;

namespace SynthTrain.Worker.Schemas;

/// <summary>A schema that a training can be named after.</summary>
/// <param name="Name">The file's stem: <c>SynthName</c>.</param>
/// <param name="Schema">What it says.</param>
/// <param name="Rows">Rows to train on; null when there is no data yet.</param>
/// <param name="Models">What was trained, such as <c>sft</c> and the name of a GGUF file.</param>
internal sealed record SchemaEntry(string Name, CliSchema Schema, long? Rows, IReadOnlyList<string> Models)
{
    /// <summary>The cells of the table.</summary>
    public IReadOnlyList<string> Cells
    {
        get
        {
            var subcommands = Schema.Commands.SelectMany(command => command.Subcommands).ToList();
            return
            [
                Name, Schema.Name, Number(Schema.Commands.Count), Number(subcommands.Count), Number(subcommands.Sum(subcommand => subcommand.Arguments.Count)), Number(subcommands.Sum(subcommand => subcommand.Flags.Count)),
                Rows is { } rows ? $"{Number(rows)} rows" : "-", Models.Count > 0 ? string.Join(", ", Models) : "-", Schema.Description.ReplaceLineEndings(" "),
            ];
        }
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
