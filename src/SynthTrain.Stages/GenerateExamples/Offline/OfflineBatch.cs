using System.Text.Json;
using SynthTrain.Stages.Answers;
using SynthTrain.Stages.CliSchemas;

namespace SynthTrain.Stages.GenerateExamples.Offline;

/// <summary>What a batch row asks for.</summary>
/// <param name="Cli">The program's name.</param>
/// <param name="Command">The command that holds <paramref name="Subcommand"/>.</param>
/// <param name="Subcommand">The one subcommand.</param>
/// <param name="Count">How many examples.</param>
/// <param name="Seeds">What everything is drawn from.</param>
internal sealed record OfflineBatch(string Cli, CliCommand Command, CliSubcommand Subcommand, int Count, string[] Seeds)
{
    /// <summary>The project's own words; undefined when there are none.</summary>
    public JsonElement Lexicon { get; init; }

    /// <summary>Reads a row; null when it has no subcommand.</summary>
    public static OfflineBatch? Read(JsonElement row)
    {
        if (row.ValueKind != JsonValueKind.Object || !row.TryGetProperty("schema", out var slice))
            return null;
        var schema = CliSchemaSlices.Read(slice);
        if (schema.Commands is not [{ Subcommands: [var subcommand, ..] } command, ..])
            return null;
        return new(schema.Name, command, subcommand, Math.Max(0, RowText.Number(row, "n") ?? 0), [Raw(row, "seed"), RowText.Get(row, "use"), RowText.Get(row, "command"), RowText.Get(row, "subcommand"), Raw(row, "batch")])
        {
            Lexicon = row.TryGetProperty("lexicon", out var lexicon) ? lexicon : default,
        };
    }

    private static string Raw(JsonElement row, string field) => row.TryGetProperty(field, out var found) ? found.ToString() : "";
}
